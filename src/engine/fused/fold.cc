#include "engine/fused/fold.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <span>

#include "engine/by_channel.h"
#include "engine/multiply_add.h"

namespace sciot::engine {
namespace {

using graph::Clamp;
using graph::Node;
using graph::OpCode;
using graph::TensorId;

// The clamp of an operator that has one, else null.
Clamp* ClampOf(Node& node) {
  if (auto* conv = std::get_if<graph::ConvOptions>(&node.options)) return &conv->clamp;
  if (auto* transposed = std::get_if<graph::TransposeConvOptions>(&node.options)) return &transposed->clamp;
  if (auto* dense = std::get_if<graph::FullyConnectedOptions>(&node.options)) return &dense->clamp;
  if (auto* pool = std::get_if<graph::PoolOptions>(&node.options)) return &pool->clamp;
  switch (node.op) {
    case OpCode::kAdd:
    case OpCode::kSub:
    case OpCode::kMul:
    case OpCode::kDiv:
      return &std::get<graph::BinaryOptions>(node.options).clamp;
    default:
      return nullptr;
  }
}

bool IsOpen(const Clamp& clamp) {
  return std::isinf(clamp.min) && std::isinf(clamp.max);
}

// What `second` makes of the results of `first`.
Clamp Compose(const Clamp& first, const Clamp& second) {
  return {std::clamp(first.min, second.min, second.max), std::clamp(first.max, second.min, second.max)};
}

// Where an operator with weights has them, and how they lie: weight i belongs to channel i / inner % channels.
struct Weights {
  size_t filter;
  size_t bias;
  bool channels_last;
};

std::optional<Weights> WeightsOf(OpCode op) {
  switch (op) {
    case OpCode::kConv2D:
    case OpCode::kFullyConnected:
      return Weights{1, 2, false};
    case OpCode::kDepthwiseConv2D:
      return Weights{1, 2, true};
    case OpCode::kTransposeConv:
      return Weights{1, 3, false};
    default:
      return std::nullopt;
  }
}

// output = input * scale + bias, by channel.
struct Affine {
  std::vector<float> scale;  // empty: 1
  std::vector<float> bias;   // empty: 0
};

std::optional<Affine> AffineOf(OpCode op, ByChannel constant) {
  switch (op) {
    case OpCode::kMul:
      return Affine{std::move(constant.values), {}};
    case OpCode::kAdd:
      return Affine{{}, std::move(constant.values)};
    case OpCode::kDiv:
      if (constant.operand != 0) return std::nullopt;
      for (float& value : constant.values) value = 1.0F / value;
      return Affine{std::move(constant.values), {}};
    case OpCode::kSub:
      if (constant.operand != 0) return std::nullopt;
      for (float& value : constant.values) value = -value;
      return Affine{{}, std::move(constant.values)};
    default:
      return std::nullopt;
  }
}

bool AllFinite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

class Folder {
 public:
  Folder(const graph::Graph& source, size_t first_layer, size_t end_layer)
      : source_(source),
        first_node_(source.layers[first_layer].first_node),
        end_node_(source.layers[end_layer - 1].end_node),
        range_(std::make_shared<FoldedRange>()),
        graph_(range_->graph) {
    graph_.tensors = source.tensors;
    maker_.assign(source.tensors.size(), kNobody);
  }

  std::shared_ptr<const FoldedRange> Fold() {
    FindBoundary();
    readers_ = CountReaders(source_);
    for (size_t i = first_node_; i < end_node_; ++i) Add(source_.nodes[i]);
    std::erase_if(graph_.nodes, [](const Node& node) { return node.outputs.empty(); });
    graph_.layers.push_back({"folded", 0, static_cast<uint32_t>(graph_.nodes.size())});
    return std::move(range_);
  }

 private:
  static constexpr size_t kNobody = SIZE_MAX;

  std::span<const Node> RangeNodes() const {
    return std::span(source_.nodes).subspan(first_node_, end_node_ - first_node_);
  }

  void FindBoundary() {
    std::set<TensorId> made, read_later(source_.outputs.begin(), source_.outputs.end());
    for (const Node& node : std::span(source_.nodes).subspan(end_node_)) {
      read_later.insert(node.inputs.begin(), node.inputs.end());
    }
    for (const Node& node : RangeNodes()) made.insert(node.outputs.begin(), node.outputs.end());
    std::set<TensorId> read;
    for (const Node& node : RangeNodes()) read.insert(node.inputs.begin(), node.inputs.end());
    for (TensorId id : read) {
      const bool from_outside = id != graph::kAbsentTensor && !made.contains(id) && !source_.tensors[id].is_constant();
      if (from_outside) graph_.inputs.push_back(id);
    }
    for (TensorId id : made) {
      if (read_later.contains(id)) graph_.outputs.push_back(id);
    }
  }

  void Add(Node node) {
    if (FoldIntoMaker(node)) {
      ++range_->folded_nodes;
      return;
    }
    FoldPaddingInto(node);
    for (TensorId id : node.outputs) maker_[id] = graph_.nodes.size();
    graph_.nodes.push_back(std::move(node));
  }

  bool IsFloat(TensorId id) const { return graph_.tensors[id].spec.type == DataType::kFloat32; }

  // The node of this range that makes a FP32 tensor for one reader alone; null where there is none.
  Node* SoleMaker(TensorId id) {
    if (id == graph::kAbsentTensor || maker_[id] == kNobody || readers_[id] != 1 || !IsFloat(id)) return nullptr;
    return &graph_.nodes[maker_[id]];
  }

  // Lets the maker of the node's operand do the node's work too.
  bool FoldIntoMaker(const Node& node) {
    size_t operand = 0;
    std::optional<Affine> affine;
    const auto* activation = std::get_if<graph::ActivationOptions>(&node.options);
    if (activation == nullptr) {
      auto constant = FindByChannel(source_, node);
      if (!constant) return false;
      operand = constant->operand;
      affine = AffineOf(node.op, std::move(*constant));
      if (!affine) return false;
    }
    Node* maker = SoleMaker(node.inputs[operand]);
    if (maker == nullptr) return false;
    const bool folded = affine ? FoldAffine(*maker, *affine, std::get<graph::BinaryOptions>(node.options).clamp)
                               : FoldClamp(*maker, activation->clamp);
    if (!folded) return false;
    maker_[node.outputs[0]] = maker_[maker->outputs[0]];
    maker->outputs[0] = node.outputs[0];
    return true;
  }

  static bool FoldClamp(Node& maker, const Clamp& clamp) {
    Clamp* own = ClampOf(maker);
    if (own == nullptr) return false;
    const Clamp both = Compose(*own, clamp);
    if (!(both.min < both.max)) return false;
    *own = both;
    return true;
  }

  bool IsFloatConstant(TensorId id) const { return graph_.tensors[id].is_constant() && IsFloat(id); }

  static bool HasInput(const Node& node, size_t input) {
    return node.inputs.size() > input && node.inputs[input] != graph::kAbsentTensor;
  }

  bool CanTake(Node& maker, const Weights& weights, const Affine& affine) const {
    const TensorId filter = maker.inputs[weights.filter];
    if (!IsFloatConstant(filter) || !IsOpen(*ClampOf(maker))) return false;
    if (HasInput(maker, weights.bias) && !IsFloatConstant(maker.inputs[weights.bias])) return false;
    const Shape& shape = graph_.tensors[filter].spec.shape;
    const auto channels = static_cast<size_t>(weights.channels_last ? shape.back() : shape.front());
    return channels == std::max(affine.scale.size(), affine.bias.size()) && AllFinite(affine.scale) &&
           AllFinite(affine.bias);
  }

  bool FoldAffine(Node& maker, const Affine& affine, const Clamp& clamp) {
    const std::optional<Weights> weights = WeightsOf(maker.op);
    if (!weights || !CanTake(maker, *weights, affine)) return false;
    if (!affine.scale.empty()) ScaleFilter(maker, *weights, affine.scale);
    SetBias(maker, weights->bias, affine);
    *ClampOf(maker) = clamp;
    return true;
  }

  void ScaleFilter(Node& maker, const Weights& weights, const std::vector<float>& scale) {
    const std::span<float> values = OwnConstant(maker.inputs[weights.filter]);
    const size_t inner = weights.channels_last ? 1 : values.size() / scale.size();
    for (size_t i = 0; i < values.size(); ++i) values[i] *= scale[i / inner % scale.size()];
  }

  void SetBias(Node& maker, size_t input, const Affine& affine) {
    if (!HasInput(maker, input)) {
      if (affine.bias.empty()) return;
      maker.inputs.resize(std::max(maker.inputs.size(), input + 1), graph::kAbsentTensor);
      maker.inputs[input] = NewConstant({"", DataType::kFloat32, {static_cast<int32_t>(affine.bias.size())}});
    }
    const std::span<float> values = OwnConstant(maker.inputs[input]);
    for (size_t i = 0; i < values.size(); ++i) {
      values[i] *= affine.scale.empty() ? 1.0F : affine.scale[i];
      values[i] += affine.bias.empty() ? 0.0F : affine.bias[i];
    }
  }

  TensorId NewConstant(TensorSpec spec) {
    range_->constants.emplace_back(spec.byte_size());
    graph::Tensor tensor;
    tensor.spec = std::move(spec);
    tensor.constant = range_->constants.back().bytes();
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(graph_.tensors.size() - 1);
  }

  // Values of a constant that this node alone reads; a copy on the first call.
  std::span<float> OwnConstant(TensorId& id) {
    if (id < source_.tensors.size()) {
      const TensorId copy = NewConstant(graph_.tensors[id].spec);
      std::copy(graph_.tensors[id].constant.begin(), graph_.tensors[id].constant.end(), ConstantOf(copy).data());
      id = copy;
    }
    const std::span<std::byte> bytes = ConstantOf(id);
    return {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)};
  }

  std::span<std::byte> ConstantOf(TensorId id) { return range_->constants[id - source_.tensors.size()].bytes(); }

  // Zeros around rows and columns, which a window's padding stands for.
  bool IsWindowPadding(const Node& pad) const {
    const auto* options = std::get_if<graph::PadOptions>(&pad.options);
    if (options == nullptr || options->before.size() != 4 || options->before[0] != 0 || options->after[0] != 0 ||
        options->before[3] != 0 || options->after[3] != 0) {
      return false;
    }
    if (pad.inputs.size() < 3 || pad.inputs[2] == graph::kAbsentTensor) return true;
    const ByteView value = graph_.tensors[pad.inputs[2]].constant;
    return !value.empty() && std::all_of(value.begin(), value.end(), [](std::byte b) { return b == std::byte{0}; });
  }

  void FoldPaddingInto(Node& node) {
    auto* conv = std::get_if<graph::ConvOptions>(&node.options);
    if (conv == nullptr) return;
    Node* pad = SoleMaker(node.inputs[0]);
    if (pad == nullptr || !IsWindowPadding(*pad)) return;
    const auto& [before, after] = std::get<graph::PadOptions>(pad->options);
    graph::Window2D window = conv->window;
    window.pad_top += before[1];
    window.pad_bottom += after[1];
    window.pad_left += before[2];
    window.pad_right += after[2];
    const uint32_t rows = (window.kernel_height - 1) * window.dilation_height;
    const uint32_t columns = (window.kernel_width - 1) * window.dilation_width;
    if (std::max(window.pad_top, window.pad_bottom) > rows || std::max(window.pad_left, window.pad_right) > columns) {
      return;
    }
    conv->window = window;
    node.inputs[0] = pad->inputs[0];
    pad->outputs.clear();
    ++range_->folded_nodes;
  }

  const graph::Graph& source_;
  const size_t first_node_, end_node_;
  std::shared_ptr<FoldedRange> range_;
  graph::Graph& graph_;            // range_'s; a node without outputs is gone
  std::vector<uint32_t> readers_;  // by tensor of the source
  std::vector<size_t> maker_;      // by tensor of the source: index in graph_.nodes
};

}  // namespace

std::shared_ptr<const FoldedRange> FoldRange(const graph::Graph& source, size_t first_layer, size_t end_layer) {
  return Folder(source, first_layer, end_layer).Fold();
}

}  // namespace sciot::engine
