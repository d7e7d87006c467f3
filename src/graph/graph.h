// A network as plain data: tensors, nodes in execution order, and the layers that group them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "graph/operator.h"
#include "sciot/tensor.h"

namespace sciot::graph {

// Index of a tensor in Graph::tensors; the index it has in the .tflite file.
using TensorId = uint32_t;

// An optional input that is not there, e.g. a convolution without bias.
inline constexpr TensorId kAbsentTensor = UINT32_MAX;

// Affine quantisation: real = scale * (stored - zero_point). One scale per tensor, or one per slice of `axis`.
struct Quantization {
  std::vector<float> scales;
  std::vector<int64_t> zero_points;
  uint32_t axis = 0;
};

struct Tensor {
  TensorSpec spec;
  Quantization quantization;  // no scales: not quantised
  ByteView constant;          // empty: computed at run time. Points into the model file, aligned for its type
  bool is_constant() const { return !constant.empty(); }
};

// One operator of the file.
struct Node {
  OpCode op{};
  std::vector<TensorId> inputs;  // kAbsentTensor where an optional one is left out
  std::vector<TensorId> outputs;
  Options options;
  uint32_t file_operator = 0;  // its index in the file
  uint64_t macs = 0;           // multiply-accumulates of one run; 0 for operators that do none
};

// Nodes [first_node, end_node), run and timed together. A layer is what a split can separate.
struct Layer {
  std::string name;  // operator names joined by '+', e.g. "MUL+ADD"
  uint32_t first_node = 0;
  uint32_t end_node = 0;
};

// Invariants of a graph made by model::LoadModel: every id is valid; every tensor is made before it is used, once;
// shapes and types fit the operators; layers cover all nodes in order and none is empty.
struct Graph {
  std::vector<Tensor> tensors;
  std::vector<Node> nodes;
  std::vector<Layer> layers;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;

  size_t layer_count() const { return layers.size(); }
};

}  // namespace sciot::graph
