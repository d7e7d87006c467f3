#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// The input's dimensions with that of the axis replaced by those of the indices behind the shared ones.
Result<Shape> GatheredShape(const Shape& values, const Shape& indices, const graph::GatherOptions& options) {
  const uint32_t shared = options.batch_dims;
  for (uint32_t i = 0; i < shared; ++i) {
    if (values[i] != indices[i]) {
      return InvalidModel("indices of shape " + ToString(indices) + " do not share " + std::to_string(shared) +
                          " dimensions with " + ToString(values));
    }
  }
  Shape shape(values.begin(), values.begin() + options.axis);
  shape.insert(shape.end(), indices.begin() + shared, indices.end());
  shape.insert(shape.end(), values.begin() + options.axis + 1, values.end());
  return shape;
}

Result<graph::GatherOptions> ReadGather(const tflite::GatherOptions& file, const Shape& values, const Shape& indices) {
  graph::GatherOptions options;
  SCIOT_ASSIGN(options.axis, NormalizeAxis(file.axis(), values.size()));
  const int64_t shared =
      file.batch_dims() < 0 ? int64_t{file.batch_dims()} + static_cast<int64_t>(indices.size()) : file.batch_dims();
  if (shared < 0 || shared > options.axis || shared > static_cast<int64_t>(indices.size())) {
    return InvalidModel("batch_dims is " + std::to_string(file.batch_dims()));
  }
  options.batch_dims = static_cast<uint32_t>(shared);
  return options;
}

Status CheckIndices(const graph::Tensor& indices) {
  if (indices.spec.type == DataType::kInt32 || indices.spec.type == DataType::kInt64) return {};
  return UnsupportedModel(std::string("indices are ") + DataTypeName(indices.spec.type) + ", not INT32 or INT64");
}

}  // namespace

Status LoadGather(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& values = Input(source, node, 0);
  const graph::Tensor& indices = Input(source, node, 1);
  SCIOT_TRY(CheckSameType(values, Output(source, node, 0)));
  SCIOT_TRY(CheckIndices(indices));
  SCIOT_ASSIGN(const auto* file, ReadOptions(source.file_operator.builtin_options_as_GatherOptions()));
  SCIOT_ASSIGN(const graph::GatherOptions options, ReadGather(*file, values.spec.shape, indices.spec.shape));
  SCIOT_ASSIGN(const Shape shape, GatheredShape(values.spec.shape, indices.spec.shape, options));
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  node.options = options;
  return {};
}

// Each row of the indices, their last dimension, names an element or a slice of the values.
Status LoadGatherNd(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& values = Input(source, node, 0);
  const graph::Tensor& indices = Input(source, node, 1);
  SCIOT_TRY(CheckSameType(values, Output(source, node, 0)));
  SCIOT_TRY(CheckIndices(indices));
  const Shape& places = indices.spec.shape;
  if (places.empty() || static_cast<size_t>(places.back()) > values.spec.shape.size()) {
    return InvalidModel("indices of shape " + ToString(places) + " do not fit values of shape " +
                        ToString(values.spec.shape));
  }
  Shape shape(places.begin(), places.end() - 1);
  shape.insert(shape.end(), values.spec.shape.begin() + places.back(), values.spec.shape.end());
  return CheckShape(Output(source, node, 0), shape, "output");
}

}  // namespace sciot::model
