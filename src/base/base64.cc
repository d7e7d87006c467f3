#include "base/base64.h"

#include <nettle/base64.h>

#include <cstdint>

namespace sciot {

void AppendBase64(ByteView bytes, std::string& text) {
  const size_t before = text.size();
  text.resize(before + BASE64_ENCODE_RAW_LENGTH(bytes.size()));
  base64_encode_raw(text.data() + before, bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data()));
}

Result<Bytes> DecodeBase64(std::string_view text) {
  Bytes bytes(BASE64_DECODE_LENGTH(text.size()));
  base64_decode_ctx context{};
  base64_decode_init(&context);
  size_t size = bytes.size();
  const bool decoded =
      base64_decode_update(&context, &size, reinterpret_cast<uint8_t*>(bytes.data()), text.size(), text.data()) == 1 &&
      base64_decode_final(&context) == 1;
  if (!decoded)
    return Error{ErrorCode::kInvalidArgument, "no base64 of " + std::to_string(text.size()) + " characters"};
  bytes.resize(size);
  return bytes;
}

}  // namespace sciot
