#include "layer_range.h"

#include <charconv>
#include <optional>
#include <string>

namespace sciot::app {
namespace {

std::optional<size_t> ParseIndex(std::string_view text) {
  size_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

Error Malformed(std::string_view text, const std::string& fault) {
  return {ErrorCode::kInvalidArgument, "--layers " + std::string(text) + ": " + fault};
}

}  // namespace

Result<LayerRange> ParseLayerRange(std::string_view text, size_t layer_count) {
  const size_t colon = text.find(':');
  const auto first = ParseIndex(text.substr(0, colon));
  const auto end = ParseIndex(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (!first || !end) return Malformed(text, "not of the form A:B, e.g. 0:" + std::to_string(layer_count));
  if (*first > *end) return Malformed(text, "the first layer is after the end");
  if (*end > layer_count) {
    return Malformed(text, "the model has " + std::to_string(layer_count) +
                               " layers, so 0:" + std::to_string(layer_count) + " is all of it");
  }
  return LayerRange{*first, *end};
}

std::vector<graph::TensorId> RangeInputs(const model::Model& model, LayerRange range) {
  return range.first == 0 ? model.graph().inputs : model.cuts()[range.first].tensors;
}

bool MakesAllOutputs(const model::Model& model, LayerRange range) {
  return graph::OutputsMadeBy(model.graph(), range.first, range.end).size() == model.graph().outputs.size();
}

}  // namespace sciot::app
