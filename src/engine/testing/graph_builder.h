// Small graphs made by hand, for tests.
#pragma once

#include <deque>
#include <limits>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace sciot::engine {

inline constexpr float kInfinity = std::numeric_limits<float>::infinity();
inline constexpr graph::Clamp kNoClamp{-kInfinity, kInfinity};
inline constexpr graph::Clamp kReluClamp{0.0F, kInfinity};
inline constexpr graph::Clamp kRelu6Clamp{0.0F, 6.0F};

// `count` values in [-limit, limit), always the same for a seed.
inline std::vector<float> RandomFloats(size_t count, uint32_t seed, float limit = 1.0F) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = (static_cast<float>(random() >> 8) / 8388608.0F - 1.0F) * limit;
  return values;
}

inline std::vector<float> RandomFloats(const Shape& shape, uint32_t seed, float limit = 1.0F) {
  return RandomFloats(ElementCount(shape).value(), seed, limit);
}

// Adds tensors and nodes in order; each node is a layer of its own.
class GraphBuilder {
 public:
  graph::TensorId Input(Shape shape, DataType type = DataType::kFloat32) {
    const graph::TensorId id = AddTensor(std::move(shape), type);
    graph().inputs.push_back(id);
    return id;
  }

  // Requires as many values as the shape has elements.
  graph::TensorId Constant(Shape shape, std::vector<float> values) {
    const graph::TensorId id = AddTensor(std::move(shape), DataType::kFloat32);
    storage_->constants.push_back(std::move(values));
    graph().tensors[id].constant = std::as_bytes(std::span(storage_->constants.back()));
    return id;
  }

  // Returns the node's output.
  graph::TensorId Node(graph::OpCode op, std::vector<graph::TensorId> inputs, Shape output, graph::Options options = {},
                       DataType type = DataType::kFloat32) {
    const graph::TensorId id = AddTensor(std::move(output), type);
    const auto index = static_cast<uint32_t>(graph().nodes.size());
    graph().nodes.push_back({op, std::move(inputs), {id}, std::move(options), 0});
    graph().layers.push_back({"layer", index, index + 1});
    return id;
  }

  // Makes one layer of the last two.
  void JoinLastLayers() {
    const uint32_t end = graph().layers.back().end_node;
    graph().layers.pop_back();
    graph().layers.back().end_node = end;
  }

  // The graph so far; it owns its constants. The last node's output is the graph's.
  std::shared_ptr<const graph::Graph> Build() {
    graph().outputs = graph().nodes.back().outputs;
    return {storage_, &storage_->graph};
  }

  graph::Graph& graph() { return storage_->graph; }

 private:
  struct Storage {
    graph::Graph graph;
    std::deque<std::vector<float>> constants;
  };

  graph::TensorId AddTensor(Shape shape, DataType type) {
    const auto id = static_cast<graph::TensorId>(graph().tensors.size());
    graph().tensors.push_back({{"tensor", type, std::move(shape)}, {}, {}});
    return id;
  }

  std::shared_ptr<Storage> storage_ = std::make_shared<Storage>();
};

}  // namespace sciot::engine
