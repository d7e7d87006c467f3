// The frame of a v2 message: JSON, then the binary tensors back to back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot::protocol {

// HTTP header with the bytes of the JSON part; absent when the body is JSON only.
inline constexpr const char* kJsonLengthHeader = "Inference-Header-Content-Length";
inline constexpr const char* kJsonContentType = "application/json";
inline constexpr const char* kBinaryContentType = "application/octet-stream";

// An encoded message that borrows its tensors' bytes: what was encoded must outlive it.
struct EncodedMessage {
  std::string json;
  std::vector<ByteView> tensors;

  bool has_binary() const { return !tensors.empty(); }
  // kBinaryContentType or kJsonContentType.
  const char* content_type() const { return has_binary() ? kBinaryContentType : kJsonContentType; }
  // The value of kJsonLengthHeader; nothing when the header is not sent.
  std::optional<std::string> json_length() const;
  // The body as it is sent, for a gathering write.
  std::vector<ByteView> Segments() const;
  // The body in one piece.
  Bytes Join() const;
};

// The value of kJsonLengthHeader as a number.
Result<size_t> ParseJsonLength(std::string_view value);

// The two parts of a body.
struct BodyParts {
  std::string_view json;
  ByteView binary;
};

// Parts `body` after `json_bytes` bytes; without them all of it is JSON.
Result<BodyParts> SplitBody(ByteView body, std::optional<size_t> json_bytes);

}  // namespace sciot::protocol
