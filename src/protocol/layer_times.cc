#include "protocol/layer_times.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/json.h"

namespace sciot::protocol {
namespace {

// Longest text of one time in an error.
constexpr size_t kShownBytes = 20;
// The last decimal.
constexpr double kPrecision = 0.001;

Result<double> ParseTime(std::string_view text, size_t layer) {
  double microseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), microseconds);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole) return microseconds;
  return Invalid("layer_us: '" + std::string(text.substr(0, kShownBytes)) + "' of layer " + std::to_string(layer) +
                 " is no number of microseconds");
}

}  // namespace

std::string FormatLayerTimes(const std::vector<double>& layer_us) {
  std::string text;
  for (const double microseconds : layer_us) {
    std::array<char, 400> digits{};  // the longest double has 309 digits before the point
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                            std::max(microseconds, kPrecision), std::chars_format::fixed, 3);
    if (!text.empty()) text += ',';
    text.append(digits.data(), end);
  }
  return text;
}

Result<std::vector<double>> ParseLayerTimes(std::string_view text, const Limits& limits) {
  std::vector<double> layer_us;
  while (!text.empty() || !layer_us.empty()) {
    if (layer_us.size() == limits.max_layers) {
      return Invalid("layer_us: more than " + std::to_string(limits.max_layers) + " times (max_layers)");
    }
    const size_t comma = text.find(',');
    SCIOT_ASSIGN(const double microseconds, ParseTime(text.substr(0, comma), layer_us.size()));
    layer_us.push_back(microseconds);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return layer_us;
}

}  // namespace sciot::protocol
