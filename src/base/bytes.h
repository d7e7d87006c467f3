// Byte spans and little-endian integers of files and wires, read and written byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sciot/result.h"

namespace sciot {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// Views `text` as bytes; valid as long as `text` is.
ByteView AsBytes(std::string_view text);
// Views `bytes` as text; valid as long as `bytes` is.
std::string_view AsText(ByteView bytes);

// Reads little-endian values from a span; every read past the end is an error that names the offset.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  size_t offset() const { return offset_; }
  size_t remaining() const { return bytes_.size() - offset_; }

  Result<uint32_t> ReadU32();
  Result<uint64_t> ReadU64();
  // The next `count` bytes, viewed, not copied.
  Result<ByteView> ReadBytes(size_t count);

 private:
  ByteView bytes_;
  size_t offset_ = 0;
};

void AppendU32(Bytes& out, uint32_t value);
void AppendU64(Bytes& out, uint64_t value);
void AppendBytes(Bytes& out, ByteView bytes);

}  // namespace sciot
