#include "protocol/framed_message.h"

#include <string>

namespace sciot::protocol {

Result<FramedMessage> OpenFrame(ByteView frame) {
  ByteReader reader(frame);
  const auto length = reader.ReadU32();
  if (!length.ok()) {
    return Error{ErrorCode::kInvalidArgument,
                 "a message of " + std::to_string(frame.size()) + " bytes has no JSON length"};
  }
  const ByteView body = frame.last(reader.remaining());
  if (length.value() <= body.size()) return FramedMessage{body, length.value()};
  return Error{ErrorCode::kInvalidArgument, "the JSON length is " + std::to_string(length.value()) + ", but " +
                                                std::to_string(body.size()) + " bytes follow"};
}

Bytes Frame(const EncodedMessage& message) {
  Bytes frame;
  AppendU32(frame, static_cast<uint32_t>(message.json.size()));
  for (const ByteView segment : message.Segments()) AppendBytes(frame, segment);
  return frame;
}

}  // namespace sciot::protocol
