// Which layers of a model make its tensors and which read them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sciot::decision {

// Of a model of n layers. Readers come after makers.
struct Dataflow {
  struct Tensor {
    uint64_t bytes = 0;
    std::optional<uint32_t> maker;  // nothing: an input of the model, which the device has
    std::vector<uint32_t> readers;  // ascending, each once
  };
  std::vector<Tensor> tensors;
  std::vector<uint64_t> reply_bytes;  // n: the model outputs that each layer makes

  size_t layer_count() const { return reply_bytes.size(); }
};

}  // namespace sciot::decision
