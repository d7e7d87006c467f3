#include "phase.h"

#include <algorithm>

namespace sciot::app {

void Phase::Add(const DemoInference& inference) {
  total_ms_.push_back(inference.total_ms);
  ++splits_[inference.split];
  last_split_ = inference.split;
}

uint32_t Phase::MainSplit() const {
  const auto most = std::ranges::max_element(splits_, {}, [](const auto& entry) { return entry.second; });
  return most == splits_.end() ? 0 : most->first;
}

double Phase::MedianMs() const {
  return total_ms_.empty() ? 0 : Median(total_ms_);
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace sciot::app
