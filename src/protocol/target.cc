#include "protocol/target.h"

#include <algorithm>
#include <optional>

namespace sciot::protocol {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

Error Bad(const std::string& problem, std::string_view text) {
  constexpr size_t kShownBytes = 60;
  return Error{ErrorCode::kInvalidArgument, problem + " in '" + std::string(text.substr(0, kShownBytes)) + "'"};
}

std::optional<unsigned> HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  return std::nullopt;
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool IsUnreserved(char c) {
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

// The byte that the three characters at the start of `text` stand for.
Result<char> DecodeEscape(std::string_view text) {
  const auto high = text.size() >= 3 ? HexValue(text[1]) : std::nullopt;
  const auto low = text.size() >= 3 ? HexValue(text[2]) : std::nullopt;
  if (!high || !low) return Bad("bad percent escape", text.substr(0, 3));
  return static_cast<char>(*high * 16 + *low);
}

Result<std::string> DecodeSegment(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), IsUnreserved)) return std::string(text);
  std::string segment;
  while (!text.empty()) {
    const bool escaped = text.front() == '%';
    char c = text.front();
    if (escaped) {
      SCIOT_ASSIGN(c, DecodeEscape(text));
    }
    if (IsControl(c)) return Bad("control character", EncodeSegment(text.substr(0, 1)));
    segment += c;
    text.remove_prefix(escaped ? 3 : 1);
  }
  return segment;
}

}  // namespace

Result<Target> ParseTarget(std::string_view target) {
  Target parsed;
  const size_t question = target.find('?');
  if (question != std::string_view::npos) parsed.query = target.substr(question + 1);
  std::string_view path = target.substr(0, question);
  if (path.empty() || path.front() != '/') return Bad("no slash at the start of the request target", target);
  path.remove_prefix(1);
  while (!path.empty()) {
    const size_t slash = path.find('/');
    SCIOT_ASSIGN(std::string segment, DecodeSegment(path.substr(0, slash)));
    if (segment.empty()) return Bad("empty path segment", target);
    parsed.segments.push_back(std::move(segment));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return parsed;
}

Result<std::optional<std::string>> FindQueryValue(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    const size_t equals = field.find('=');
    if (equals != std::string_view::npos && field.substr(0, equals) == key) {
      SCIOT_ASSIGN(std::string value, DecodeSegment(field.substr(equals + 1)));
      return std::optional(std::move(value));
    }
    query.remove_prefix(std::min(query.size(), field.size() + 1));
  }
  return std::optional<std::string>();
}

std::string EncodeSegment(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHexDigits[byte / 16];
    encoded += kHexDigits[byte % 16];
  }
  return encoded;
}

}  // namespace sciot::protocol
