// Why an edge names a split, and the developer guide's way to write one.
#pragma once

#include <cstdint>
#include <string_view>

namespace sciot::protocol {

// The two others hold for one inference, after which the device goes on as decided.
enum class SplitReason {
  kNormal,          // a decision
  kLocalInference,  // local inference mode: all layers run on the device, to be measured
  kMeasurement,     // layers that vary run on the device, to be measured again
};

// The guide's message, e.g. "Local inference mode".
std::string_view MessageOf(SplitReason reason);

// The inverse; any other text is kNormal.
SplitReason ReasonOf(std::string_view message);

// The guide's number for a split: the last layer on the device, k - 1, and n - 1 for all of them by decision; -1 says
// that all are forced there. It cannot say split 0. Requires split >= 1.
int32_t OffloadingLayer(uint32_t split, SplitReason reason);

// The split of the guide's number: all layers for -1. Requires offloading_layer >= -1.
uint32_t SplitOfOffloadingLayer(int32_t offloading_layer, uint32_t layer_count);

}  // namespace sciot::protocol
