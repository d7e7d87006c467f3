#include "yaml_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace sciot::app {
namespace {

// Room for the largest and for the smallest double written without an exponent.
constexpr size_t kMaxNumberLength = 1100;

constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:+-";

bool IsPlain(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kOther = {"null", "true", "false"};
  if (text.empty() || text.find_first_not_of(kPlain) != std::string_view::npos) return false;
  if (text.front() == ':' || text.front() == '-' || text.back() == ':') return false;
  return std::find(kOther.begin(), kOther.end(), text) == kOther.end();
}

std::string Escaped(char c) {
  if (c == '"' || c == '\\') return {'\\', c};
  if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) return {c};
  std::array<char, 5> text{};
  std::snprintf(text.data(), text.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text.data();
}

}  // namespace

std::string YamlNumber(double number) {
  std::array<char, kMaxNumberLength> text{};
  const auto [end, failure] = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), failure == std::errc() ? end : text.data()};
}

std::string YamlWord(std::string_view text) {
  if (IsPlain(text)) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) quoted += Escaped(c);
  return quoted + "\"";
}

std::string YamlList(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + YamlWord(word);
  return "[" + list + "]";
}

}  // namespace sciot::app
