#include "protocol/base64.h"

#include <array>
#include <cstdint>

namespace sciot::protocol {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kPadding = '=';
constexpr int kNoDigit = -1;

constexpr std::array<int, 256> MakeValues() {
  std::array<int, 256> values{};
  values.fill(kNoDigit);
  for (size_t i = 0; i < kDigits.size(); ++i) values[static_cast<unsigned char>(kDigits[i])] = static_cast<int>(i);
  return values;
}

constexpr std::array<int, 256> kValues = MakeValues();

// The four digits of up to three bytes, of which `count` are there.
void AppendGroup(uint32_t bits, size_t count, std::string& text) {
  for (size_t digit = 0; digit < 4; ++digit) {
    text += digit <= count ? kDigits[(bits >> (18 - 6 * digit)) & 63U] : kPadding;
  }
}

Error Invalid(const std::string& problem) {
  return {ErrorCode::kInvalidArgument, "base64: " + problem};
}

}  // namespace

void AppendBase64(ByteView bytes, std::string& text) {
  text.reserve(text.size() + (bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (size_t j = 0; j < count; ++j) bits |= std::to_integer<uint32_t>(bytes[i + j]) << (16 - 8 * j);
    AppendGroup(bits, count, text);
  }
}

Result<Bytes> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return Invalid(std::to_string(text.size()) + " characters are no groups of 4");
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_padding = i + padding >= text.size();
    const int value = is_padding ? 0 : kValues[static_cast<unsigned char>(text[i])];
    if (value == kNoDigit) return Invalid("character " + std::to_string(i) + " is no digit");
    bits = bits << 6U | static_cast<uint32_t>(value);
    if (i % 4 != 3) continue;
    for (const unsigned shift : {16U, 8U, 0U}) bytes.push_back(static_cast<std::byte>(bits >> shift & 255U));
    bits = 0;
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace sciot::protocol
