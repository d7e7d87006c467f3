// What real models were measured to cost.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sciot::simulation {

struct MeasuredModel {
  std::string_view name;
  std::vector<double> layer_seconds;  // n: on one core of a server
  std::vector<uint64_t> cut_bytes;    // n + 1: sent at split k
  std::vector<uint64_t> reply_bytes;  // n + 1

  size_t layer_count() const { return layer_seconds.size(); }
};

// The digit detector that ships with SCIoT, 25 layers.
MeasuredModel DigitsModel();

// The 59-layer reference detector.
MeasuredModel ReferenceModel();

}  // namespace sciot::simulation
