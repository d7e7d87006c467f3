#include "model/operators/weights.h"

#include <algorithm>

namespace sciot::model {
namespace {

Status CheckFilterType(const graph::Tensor& data, const graph::Tensor& filter) {
  const bool hybrid = data.spec.type == DataType::kFloat32 && filter.spec.type == DataType::kInt8;
  if (hybrid || data.spec.type == filter.spec.type) return {};
  return UnsupportedModel(std::string("filter is ") + DataTypeName(filter.spec.type) + " for data of " +
                          DataTypeName(data.spec.type));
}

Status CheckFilterScales(const graph::Tensor& filter, uint32_t axis, int32_t channels) {
  const graph::Quantization& quantization = filter.quantization;
  const size_t scales = quantization.scales.size();
  const bool by_channel = scales == static_cast<size_t>(channels) && (scales == 1 || quantization.axis == axis);
  if (filter.spec.type == DataType::kUint8 ? scales != 1 : scales != 1 && !by_channel) {
    return InvalidModel("filter of shape " + ToString(filter.spec.shape) + " has " + std::to_string(scales) +
                        " scales along dimension " + std::to_string(quantization.axis));
  }
  const auto& zeros = quantization.zero_points;
  if (filter.spec.type == DataType::kUint8 || std::all_of(zeros.begin(), zeros.end(), [](int64_t z) { return z == 0; }))
    return {};
  return UnsupportedModel("filter is INT8 with a zero point other than 0");
}

}  // namespace

Status CheckWeights(const OperatorSource& source, const graph::Node& node, size_t data, uint32_t axis,
                    int32_t channels) {
  const graph::Tensor& input = Input(source, node, data);
  const graph::Tensor& filter = Input(source, node, 1);
  SCIOT_TRY(CheckSameType(input, Output(source, node, 0)));
  SCIOT_TRY(CheckScaled(input, "input"));
  SCIOT_TRY(CheckScaled(Output(source, node, 0), "output"));
  SCIOT_TRY(CheckFilterType(input, filter));
  SCIOT_TRY(CheckConstant(filter, filter.spec.type, "filter"));
  if (filter.spec.type != DataType::kFloat32) SCIOT_TRY(CheckFilterScales(filter, axis, channels));
  return {};
}

Status CheckBias(const OperatorSource& source, const graph::Node& node, size_t bias_input, int32_t channels) {
  const graph::Tensor* bias = InputOrNull(source, node, bias_input);
  if (bias == nullptr) return {};
  const bool integers = Output(source, node, 0).spec.type != DataType::kFloat32;
  SCIOT_TRY(CheckConstant(*bias, integers ? DataType::kInt32 : DataType::kFloat32, "bias"));
  if (Elements(*bias) == static_cast<uint64_t>(channels)) return {};
  return CheckShape(*bias, {channels}, "bias");
}

}  // namespace sciot::model
