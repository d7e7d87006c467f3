#include "protocol/message.h"

#include <charconv>

namespace sciot::protocol {

std::optional<std::string> EncodedMessage::json_length() const {
  if (!has_binary()) return std::nullopt;
  return std::to_string(json.size());
}

std::vector<ByteView> EncodedMessage::Segments() const {
  std::vector<ByteView> segments;
  segments.reserve(tensors.size() + 1);
  segments.push_back(AsBytes(json));
  segments.insert(segments.end(), tensors.begin(), tensors.end());
  return segments;
}

Bytes EncodedMessage::Join() const {
  size_t size_bytes = json.size();
  for (const ByteView tensor : tensors) size_bytes += tensor.size();
  Bytes body;
  body.reserve(size_bytes);
  for (const ByteView segment : Segments()) AppendBytes(body, segment);
  return body;
}

Result<size_t> ParseJsonLength(std::string_view value) {
  size_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (error != std::errc() || end != value.data() + value.size()) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string(kJsonLengthHeader) + " '" + std::string(value.substr(0, 40)) + "' is no length"};
  }
  return length;
}

Result<BodyParts> SplitBody(ByteView body, std::optional<size_t> json_bytes) {
  const size_t length = json_bytes.value_or(body.size());
  if (length > body.size()) {
    return Error{ErrorCode::kInvalidArgument, std::string(kJsonLengthHeader) + " is " + std::to_string(length) +
                                                  ", but the body has " + std::to_string(body.size()) + " bytes"};
  }
  return BodyParts{AsText(body.first(length)), body.subspan(length)};
}

}  // namespace sciot::protocol
