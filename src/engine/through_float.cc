#include "engine/through_float.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "engine/dynamic_rounding.h"
#include "engine/kernel_table.h"
#include "graph/quantization.h"

namespace sciot::engine {
namespace {

bool IsQuantized(const graph::Tensor& tensor) {
  return !tensor.quantization.scales.empty();
}

// real = scale * (stored - zero)
struct Affine {
  float scale = 1.0F;
  int32_t zero = 0;
};

Affine AffineOf(const graph::Tensor& tensor) {
  return IsQuantized(tensor) ? Affine{graph::ScaleOf(tensor), graph::ZeroPointOf(tensor)} : Affine{};
}

template <typename T>
void Dequantize(const Affine& affine, const std::byte* stored, std::span<float> values) {
  const auto* from = reinterpret_cast<const T*>(stored);
  const auto [scale, zero] = affine;
  for (size_t i = 0; i < values.size(); ++i) values[i] = scale * static_cast<float>(from[i] - zero);
}

// Rounds halves away from zero, as the operators of the format do; what does not fit saturates. The largest number
// below a half is added, which is right for every float, where a call of std::round for each takes ten times as long.
template <typename T>
void Quantize(const Affine& affine, std::span<const float> values, std::byte* stored) {
  auto* to = reinterpret_cast<T*>(stored);
  const float inverse = 1.0F / affine.scale;
  constexpr float kBelowHalf = 0.49999997F;
  const auto low = static_cast<float>(std::numeric_limits<T>::min() - affine.zero);
  const auto high = static_cast<float>(std::numeric_limits<T>::max() - affine.zero);
  for (size_t i = 0; i < values.size(); ++i) {
    const float exact = values[i] * inverse;  // no number where a tiny scale's inverse is infinite
    const float value = std::isnan(exact) ? 0.0F : std::clamp(exact, low, high);
    to[i] = static_cast<T>(static_cast<int32_t>(value + (value < 0.0F ? -kBelowHalf : kBelowHalf)) + affine.zero);
  }
}

// A tensor on both sides: as the engine has it, and as FP32.
struct Mirror {
  const graph::Tensor* tensor;
  std::byte* stored;
  std::span<float> values;
  Affine affine;
};

// How sums of products of integers become the output's integers, as XNNPACK does it: one multiplication in FP32, and
// halves to the even neighbour. Elsewhere in a network a step more or less decides what a softmax says.
struct Requantization {
  std::vector<float> scales;  // of the sums, by channel
  float zero = 0.0F;
  float low = 0.0F, high = 0.0F;  // of the output's integers
};

template <typename T>
void Requantize(const Requantization& to, std::span<const float> sums, std::byte* stored) {
  auto* integers = reinterpret_cast<T*>(stored);
  const size_t channels = to.scales.size();
  for (size_t i = 0; i < sums.size(); ++i) {
    const float value = std::nearbyint(sums[i] * to.scales[i % channels]) + to.zero;
    integers[i] = static_cast<T>(std::isnan(value) ? to.low : std::clamp(value, to.low, to.high));
  }
}

// An operator with weights whose data, weights and output all are integers.
bool IsSumOfIntegers(const KernelContext& context) {
  size_t data = 0;
  switch (context.node().op) {
    case graph::OpCode::kConv2D:
    case graph::OpCode::kDepthwiseConv2D:
    case graph::OpCode::kFullyConnected:
      break;
    case graph::OpCode::kTransposeConv:
      data = 2;
      break;
    default:
      return false;
  }
  return IsQuantized(context.input_tensor(data)) && IsQuantized(context.input_tensor(1)) &&
         context.input_tensor(1).is_constant() && IsQuantized(context.output_tensor());
}

graph::Clamp& ClampOf(graph::Node& node) {
  if (auto* convolution = std::get_if<graph::ConvOptions>(&node.options)) return convolution->clamp;
  if (auto* transposed = std::get_if<graph::TransposeConvOptions>(&node.options)) return transposed->clamp;
  return std::get<graph::FullyConnectedOptions>(node.options).clamp;
}

Requantization RequantizationOf(const KernelContext& context, const graph::Clamp& clamp) {
  const graph::Tensor& data = context.input_tensor(context.node().op == graph::OpCode::kTransposeConv ? 2 : 0);
  const Affine output = AffineOf(context.output_tensor());
  Requantization to;
  const auto channels = static_cast<size_t>(context.output_shape().back());
  const std::vector<float>& weights = context.input_tensor(1).quantization.scales;
  for (size_t i = 0; i < channels; ++i) {
    to.scales.push_back(graph::ScaleOf(data) * weights[weights.size() == 1 ? 0 : i] / output.scale);
  }
  to.zero = static_cast<float>(output.zero);
  const bool is_signed = context.output_tensor().spec.type == DataType::kInt8;
  to.low = std::max(is_signed ? -128.0F : 0.0F, std::round(clamp.min / output.scale) + to.zero);
  to.high = std::min(is_signed ? 127.0F : 255.0F, std::round(clamp.max / output.scale) + to.zero);
  to.high = std::max(to.low, to.high);
  return to;
}

// The node alone, as a graph in which quantised tensors are FP32.
class FloatNode {
 public:
  Status Build(KernelContext& context) {
    graph_.nodes.push_back(context.node());
    if (IsSumOfIntegers(context)) {
      constexpr float kInfinity = std::numeric_limits<float>::infinity();
      graph::Clamp& clamp = ClampOf(graph_.nodes[0]);
      requantization_ = RequantizationOf(context, clamp);
      clamp = {-kInfinity, kInfinity};
    }
    graph::Node& node = graph_.nodes[0];
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (!context.has_input(i)) continue;
      SCIOT_TRY(AddInput(context, i));
      node.inputs[i] = static_cast<graph::TensorId>(graph_.tensors.size() - 1);
      if (!graph_.tensors.back().is_constant()) graph_.inputs.push_back(node.inputs[i]);
    }
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      graph_.tensors.push_back(AsFloat(context.output_tensor(i)));
      node.outputs[i] = static_cast<graph::TensorId>(graph_.tensors.size() - 1);
      graph_.outputs.push_back(node.outputs[i]);
    }
    if (IsOnIntegers(context)) ClampIntegers(AffineOf(context.output_tensor()));
    if (converted_) return {};
    return Error{ErrorCode::kUnsupported, "no kernel runs this operator on these types"};
  }

  const graph::Graph& graph() const { return graph_; }
  // Nothing for a node that is no sum of integers; else its tensors are integers without scale.
  const std::optional<Requantization>& requantization() const { return requantization_; }

  // AVERAGE_POOL_2D averages the integers as they are stored, whatever they stand for: it decides which way halves go.
  static bool IsOnIntegers(const KernelContext& context) {
    const graph::Tensor& input = context.input_tensor(0);
    return context.node().op == graph::OpCode::kAveragePool2D && IsQuantized(input) &&
           graph::ScaleOf(input) == graph::ScaleOf(context.output_tensor()) &&
           graph::ZeroPointOf(input) == graph::ZeroPointOf(context.output_tensor());
  }

 private:
  void ClampIntegers(const Affine& affine) {
    graph::Clamp& clamp = std::get<graph::PoolOptions>(graph_.nodes[0].options).clamp;
    for (float* limit : {&clamp.min, &clamp.max}) {
      *limit = std::round(*limit / affine.scale) + static_cast<float>(affine.zero);
    }
  }

  graph::Tensor AsFloat(const graph::Tensor& tensor) {
    graph::Tensor copy = tensor;
    if (!IsQuantized(tensor)) return copy;
    copy.spec.type = DataType::kFloat32;
    copy.quantization = {};
    copy.constant = {};
    converted_ = true;
    return copy;
  }

  Status AddInput(KernelContext& context, size_t i) {
    const graph::Tensor& source = context.input_tensor(i);
    graph::Tensor tensor = AsFloat(source);
    if (source.is_constant() && IsQuantized(source)) {
      const std::span<float> values = NewConstant(source, tensor);
      graph::DequantizeConstant(requantization_ ? WithoutScale(source) : source, values);
    } else if (source.is_constant() && IsBias(context, i)) {
      tensor.spec.type = DataType::kFloat32;
      FillBias(context, i, NewConstant(source, tensor));
    }
    graph_.tensors.push_back(std::move(tensor));
    return {};
  }

  static graph::Tensor WithoutScale(graph::Tensor tensor) {
    tensor.quantization = {{1.0F}, {graph::ZeroPointOf(tensor)}, 0};
    return tensor;
  }

  std::span<float> NewConstant(const graph::Tensor& source, graph::Tensor& tensor) {
    const size_t count = source.spec.element_count();
    constants_.emplace_back(count * sizeof(float));
    tensor.constant = constants_.back().bytes();
    return {reinterpret_cast<float*>(constants_.back().data()), count};
  }

  // The last input of an operator with weights, INT32 in units of the data's scale times the weights'.
  static bool IsBias(const KernelContext& context, size_t i) {
    switch (context.node().op) {
      case graph::OpCode::kConv2D:
      case graph::OpCode::kDepthwiseConv2D:
      case graph::OpCode::kFullyConnected:
        return i == 2 && context.input_type(i) == DataType::kInt32;
      case graph::OpCode::kTransposeConv:
        return i == 3 && context.input_type(i) == DataType::kInt32;
      default:
        return false;
    }
  }

  void FillBias(const KernelContext& context, size_t i, std::span<float> values) const {
    const size_t data = context.node().op == graph::OpCode::kTransposeConv ? 2 : 0;
    const float data_scale = graph::ScaleOf(context.input_tensor(data));
    const std::vector<float>& scales = context.input_tensor(1).quantization.scales;
    const auto* stored = reinterpret_cast<const int32_t*>(context.input_tensor(i).constant.data());
    for (size_t k = 0; k < values.size(); ++k) {
      const double scale = requantization_ ? 1.0 : double{data_scale} * scales[scales.size() == 1 ? 0 : k];
      values[k] = static_cast<float>(stored[k] * scale);
    }
  }

  graph::Graph graph_;
  std::optional<Requantization> requantization_;
  std::vector<PaddedBuffer> constants_;
  bool converted_ = false;
};

class ThroughFloatKernel final : public Kernel {
 public:
  explicit ThroughFloatKernel(FloatNode node) : node_(std::move(node)), buffers_(node_.graph()) {}

  Status Create(KernelContext& context) {
    KernelContext inner(node_.graph(), node_.graph().nodes[0], buffers_, context.backend());
    SCIOT_ASSIGN(kernel_, CreateKernel(inner));
    rounding_ = FindDynamicRounding(context.graph(), context.node());
    const bool on_integers = FloatNode::IsOnIntegers(context);
    for (size_t i = 0; i < context.input_count(); ++i) {
      if (!context.has_input(i) || context.input_tensor(i).is_constant()) continue;
      const auto stored = context.input<std::byte>(i);
      const auto values = inner.input<float>(i);
      inputs_.push_back({&context.input_tensor(i),
                         const_cast<std::byte*>(stored.data()),
                         {const_cast<float*>(values.data()), values.size()},
                         on_integers ? Affine{} : AffineOf(context.input_tensor(i))});
      if (node_.requantization()) inputs_.back().affine.scale = 1.0F;
    }
    for (size_t i = 0; i < context.output_count(); ++i) {
      outputs_.push_back({&context.output_tensor(i), context.output<std::byte>(i).data(), inner.output<float>(i),
                          on_integers ? Affine{} : AffineOf(context.output_tensor(i))});
    }
    return {};
  }

  Status Run() override {
    for (const Mirror& input : inputs_) Load(input);
    if (rounding_) RoundRows(inputs_[0].values, rounding_->rows, rounding_->symmetric);
    SCIOT_TRY(kernel_->Run());
    for (const Mirror& output : outputs_) Store(output);
    return {};
  }

 private:
  static void Load(const Mirror& input) {
    if (!IsQuantized(*input.tensor)) {
      std::memcpy(input.values.data(), input.stored, input.tensor->spec.byte_size());
    } else if (input.tensor->spec.type == DataType::kInt8) {
      Dequantize<int8_t>(input.affine, input.stored, input.values);
    } else {
      Dequantize<uint8_t>(input.affine, input.stored, input.values);
    }
  }

  void Store(const Mirror& output) const {
    const auto& sums = node_.requantization();
    if (sums && output.tensor->spec.type == DataType::kInt8)
      return Requantize<int8_t>(*sums, output.values, output.stored);
    if (sums) return Requantize<uint8_t>(*sums, output.values, output.stored);
    if (!IsQuantized(*output.tensor)) {
      std::memcpy(output.stored, output.values.data(), output.tensor->spec.byte_size());
    } else if (output.tensor->spec.type == DataType::kInt8) {
      Quantize<int8_t>(output.affine, output.values, output.stored);
    } else {
      Quantize<uint8_t>(output.affine, output.values, output.stored);
    }
  }

  FloatNode node_;
  TensorBuffers buffers_;
  std::unique_ptr<Kernel> kernel_;
  std::vector<Mirror> inputs_, outputs_;
  std::optional<DynamicRounding> rounding_;  // of the first of inputs_
};

}  // namespace

Result<std::unique_ptr<Kernel>> CreateThroughFloat(KernelContext& context) {
  FloatNode node;
  SCIOT_TRY(node.Build(context));
  auto kernel = std::make_unique<ThroughFloatKernel>(std::move(node));
  SCIOT_TRY(kernel->Create(context));
  return std::unique_ptr<Kernel>(std::move(kernel));
}

}  // namespace sciot::engine
