// What runs one node of a graph, and what its factory may ask about that node.
#pragma once

#include <cassert>
#include <memory>
#include <variant>

#include "engine/shared_weights.h"
#include "engine/tensor_buffers.h"
#include "graph/custom_node.h"
#include "graph/graph.h"
#include "sciot/result.h"

namespace sciot::engine {

namespace xnnpack {
class Backend;
}

// One node, bound to its buffers.
class Kernel {
 public:
  virtual ~Kernel() = default;
  // Reads the node's inputs and writes its outputs. Allocates nothing.
  virtual Status Run() = 0;
};

// A node as its factory sees it. Valid during the call only; the pointers it hands out live as long as the
// engine.
class KernelContext {
 public:
  KernelContext(const graph::Graph& graph, const graph::Node& node, TensorBuffers& buffers,
                const xnnpack::Backend& backend)
      : graph_(graph), node_(node), buffers_(buffers), backend_(backend) {}

  // What the engine shares with others of its graph: `weights` holds those of node `index`, which is this.
  void Share(SharedWeights& weights, size_t index) {
    shared_ = &weights;
    index_ = index;
  }

  const graph::Graph& graph() const { return graph_; }
  const graph::Node& node() const { return node_; }
  // The node's weights as `pack` packs them; where other engines of the graph share them, only once. Requires that
  // every engine packs the node as the same type.
  template <typename T>
  Result<std::shared_ptr<const T>> PackedWeights(const std::function<Result<std::shared_ptr<const T>>()>& pack) const {
    if (shared_ == nullptr) return pack();
    SCIOT_ASSIGN(const SharedWeights::Packed packed, shared_->Get(index_, [&]() -> Result<SharedWeights::Packed> {
      SCIOT_ASSIGN(std::shared_ptr<const T> made, pack());
      return SharedWeights::Packed(std::move(made));
    }));
    return std::static_pointer_cast<const T>(packed);
  }
  const xnnpack::Backend& backend() const { return backend_; }

  size_t input_count() const { return node_.inputs.size(); }
  // False for an optional input that is left out.
  bool has_input(size_t i) const { return i < input_count() && node_.inputs[i] != graph::kAbsentTensor; }

  // These and the functions below require has_input(i), or an output i; output 0 unless said otherwise.
  const graph::Tensor& input_tensor(size_t i) const { return graph_.tensors[input_id(i)]; }
  const TensorSpec& input_spec(size_t i) const { return input_tensor(i).spec; }
  const Shape& input_shape(size_t i) const { return input_spec(i).shape; }
  DataType input_type(size_t i) const { return input_spec(i).type; }
  size_t output_count() const { return node_.outputs.size(); }
  const graph::Tensor& output_tensor(size_t i = 0) const { return graph_.tensors[output_id(i)]; }
  const TensorSpec& output_spec() const { return output_tensor().spec; }
  const Shape& output_shape() const { return output_spec().shape; }

  // An operand read at run time, constant or not; kTensorSlackBytes may be read past its end.
  template <typename T>
  std::span<const T> input(size_t i) {
    const ByteView bytes = buffers_.Operand(input_id(i));
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }

  template <typename T>
  std::span<T> output(size_t i = 0) {
    const std::span<std::byte> bytes = buffers_.RunTime(output_id(i));
    return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
  }

  // The options of the node. Requires that T is the kind its operator has.
  template <typename T>
  const T& options() const {
    const T* options = std::get_if<T>(&node_.options);
    assert(options != nullptr);
    return *options;
  }

  // The node as its custom operator sees it. Requires CustomOptions.
  CustomNode custom_node() const { return graph::MakeCustomNode(graph_, node_); }

  // kUnsupported unless the first `inputs` inputs (those left out aside) and the output are float32.
  Status RequireFloat32(size_t inputs) const;
  // The values of a constant input, read while the kernel is created; kUnsupported when it is made at run
  // time.
  Result<const float*> ConstantFloats(size_t i) const;

 private:
  graph::TensorId input_id(size_t i) const {
    assert(has_input(i));
    return node_.inputs[i];
  }
  graph::TensorId output_id(size_t i) const {
    assert(i < node_.outputs.size());
    return node_.outputs[i];
  }

  const graph::Graph& graph_;
  const graph::Node& node_;
  TensorBuffers& buffers_;
  const xnnpack::Backend& backend_;
  SharedWeights* shared_ = nullptr;
  size_t index_ = 0;
};

// Makes the kernel of a node. kUnsupported means that another factory of the operator may be tried.
using KernelFactory = Result<std::unique_ptr<Kernel>>(KernelContext& context);

}  // namespace sciot::engine
