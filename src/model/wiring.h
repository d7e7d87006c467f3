// wiring.json of a directory of per-layer files: which output feeds which input. docs/model-directories.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sciot/result.h"

namespace sciot::model {

// Output `output` of layer `layer`; layer -1 stands for the model's inputs.
struct Endpoint {
  int32_t layer = 0;
  uint32_t output = 0;
  bool operator==(const Endpoint&) const = default;
};

inline constexpr int32_t kModelInputs = -1;

struct Wiring {
  uint32_t layers = 0;
  std::string file_pattern;                   // contains "{i}", e.g. "model_{i}.tflite"
  std::vector<std::vector<Endpoint>> inputs;  // of layer i; empty: not stated, layer i takes all of layer i-1
  std::vector<Endpoint> outputs;              // empty: those of the last layer

  // The name of layer i's file.
  std::string FileName(uint32_t layer) const;
};

// Reads both forms: ours ("inputs", "outputs") and that of older directories ("second_inputs").
Result<Wiring> ParseWiring(std::string_view json);

// Our form.
std::string EncodeWiring(const Wiring& wiring);

}  // namespace sciot::model
