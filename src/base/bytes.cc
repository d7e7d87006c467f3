#include "base/bytes.h"

#include <array>
#include <string>

namespace sciot {
namespace {

uint64_t LittleEndian(ByteView bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) value = (value << 8) | std::to_integer<uint64_t>(bytes[i - 1]);
  return value;
}

void AppendLittleEndian(Bytes& out, uint64_t value, size_t size) {
  std::array<std::byte, sizeof(value)> bytes{};
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(value >> (8 * i));
  AppendBytes(out, ByteView(bytes).first(size));
}

}  // namespace

ByteView AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Result<uint32_t> ByteReader::ReadU32() {
  SCIOT_ASSIGN(ByteView bytes, ReadBytes(4));
  return static_cast<uint32_t>(LittleEndian(bytes));
}

Result<uint64_t> ByteReader::ReadU64() {
  SCIOT_ASSIGN(ByteView bytes, ReadBytes(8));
  return LittleEndian(bytes);
}

Result<ByteView> ByteReader::ReadBytes(size_t count) {
  if (count > remaining()) {
    return Error{ErrorCode::kInvalidArgument, "truncated: " + std::to_string(count) + " bytes wanted at offset " +
                                                  std::to_string(offset_) + ", " + std::to_string(remaining()) +
                                                  " there"};
  }
  ByteView view = bytes_.subspan(offset_, count);
  offset_ += count;
  return view;
}

void AppendU32(Bytes& out, uint32_t value) {
  AppendLittleEndian(out, value, 4);
}

void AppendU64(Bytes& out, uint64_t value) {
  AppendLittleEndian(out, value, 8);
}

void AppendBytes(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace sciot
