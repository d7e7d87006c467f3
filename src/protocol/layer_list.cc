#include "protocol/layer_list.h"

#include <charconv>
#include <optional>

namespace sciot::protocol {
namespace {

// Longest text of one entry in an error.
constexpr size_t kShownBytes = 24;

struct Range {
  uint32_t first = 0;
  uint32_t last = 0;
};

std::optional<uint32_t> ParseLayer(std::string_view text) {
  uint32_t layer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), layer);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return layer;
}

std::optional<Range> ParseRange(std::string_view text) {
  const size_t dash = text.find('-');
  const auto first = ParseLayer(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : ParseLayer(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

// What parses one list.
class Parser {
 public:
  Parser(const char* name, const Limits& limits) : name_(name), limits_(limits) {}

  Status Add(std::string_view text) {
    const std::optional<Range> range = ParseRange(text);
    if (!range) return Fault(text, "is neither a layer nor a range of layers like 2-5");
    if (!layers_.empty() && range->first <= layers_.back()) return Fault(text, "does not come after the layers before");
    if (size_t{range->last} - range->first >= limits_.max_layers - layers_.size()) {
      return Fault(text, "makes more than " + std::to_string(limits_.max_layers) + " layers (max_layers)");
    }
    for (size_t layer = range->first; layer <= range->last; ++layer) layers_.push_back(static_cast<uint32_t>(layer));
    return {};
  }

  std::vector<uint32_t> Take() { return std::move(layers_); }

 private:
  Error Fault(std::string_view text, const std::string& what) const {
    return {ErrorCode::kInvalidArgument,
            std::string(name_) + ": '" + std::string(text.substr(0, kShownBytes)) + "' " + what};
  }

  const char* name_;
  const Limits& limits_;
  std::vector<uint32_t> layers_;
};

// How many of `layers` follow one another from `first` on.
size_t RunLength(std::span<const uint32_t> layers, size_t first) {
  size_t length = 1;
  while (first + length < layers.size() && layers[first + length] == layers[first] + length) ++length;
  return length;
}

}  // namespace

std::string FormatLayerList(std::span<const uint32_t> layers) {
  std::string text;
  for (size_t i = 0; i < layers.size();) {
    const size_t length = RunLength(layers, i);
    if (!text.empty()) text += ',';
    text += std::to_string(layers[i]);
    if (length > 1) text += '-' + std::to_string(layers[i + length - 1]);
    i += length;
  }
  return text;
}

Result<std::vector<uint32_t>> ParseLayerList(std::string_view text, const char* name, const Limits& limits) {
  Parser parser(name, limits);
  while (true) {
    const size_t comma = text.find(',');
    SCIOT_TRY(parser.Add(text.substr(0, comma)));
    if (comma == std::string_view::npos) return parser.Take();
    text.remove_prefix(comma + 1);
  }
}

}  // namespace sciot::protocol
