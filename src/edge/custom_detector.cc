#include "edge/custom_detector.h"

#include <algorithm>

#include "extension/guard.h"

namespace sciot::edge {

profile::VarianceVerdict CustomDetector::AddMeasurement(size_t layer, double seconds) {
  const profile::VarianceVerdict built_in = built_in_.AddMeasurement(layer, seconds);
  if (custom_ == nullptr) return built_in;
  const auto thrown = extension::Guarded([&] { answer_ = custom_->AddMeasurement(layer, seconds); });
  if (!thrown && IsSound(answer_)) return {answer_.needs_retest, answer_.cascaded_layers};
  if (thrown) {
    faults_.Report(name_, "threw", *thrown + "; the window detector judges");
  } else {
    faults_.Report(name_, "nonsense",
                   "names a layer beyond the model's " + std::to_string(layer_count_) + "; the window detector judges");
  }
  return built_in;
}

bool CustomDetector::IsSound(const VarianceAnswer& answer) const {
  return std::ranges::all_of(answer.cascaded_layers, [this](uint32_t layer) { return layer < layer_count_; });
}

}  // namespace sciot::edge
