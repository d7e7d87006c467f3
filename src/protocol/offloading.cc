#include "protocol/offloading.h"

#include <algorithm>
#include <cassert>

namespace sciot::protocol {
namespace {

constexpr std::string_view kNormal = "Normal offloading";
constexpr std::string_view kLocalInference = "Local inference mode";
constexpr std::string_view kMeasurement = "Layer measurement";
constexpr int32_t kForced = -1;

}  // namespace

std::string_view MessageOf(SplitReason reason) {
  switch (reason) {
    case SplitReason::kNormal:
      return kNormal;
    case SplitReason::kLocalInference:
      return kLocalInference;
    case SplitReason::kMeasurement:
      return kMeasurement;
  }
  return kNormal;
}

SplitReason ReasonOf(std::string_view message) {
  if (message == kLocalInference) return SplitReason::kLocalInference;
  return message == kMeasurement ? SplitReason::kMeasurement : SplitReason::kNormal;
}

int32_t OffloadingLayer(uint32_t split, SplitReason reason) {
  assert(split >= 1);
  return reason == SplitReason::kLocalInference ? kForced : static_cast<int32_t>(split) - 1;
}

uint32_t SplitOfOffloadingLayer(int32_t offloading_layer, uint32_t layer_count) {
  assert(offloading_layer >= kForced);
  if (offloading_layer == kForced) return layer_count;
  return std::min(static_cast<uint32_t>(offloading_layer) + 1, layer_count);
}

}  // namespace sciot::protocol
