#include "model/operators/operator_table.h"

namespace sciot::model {
namespace {

// The last two dimensions, as the product sees them.
struct Matrix {
  int32_t rows, columns;
};

Matrix MatrixOf(const Shape& shape, bool transposed) {
  const int32_t rows = shape[shape.size() - 2];
  const int32_t columns = shape[shape.size() - 1];
  return transposed ? Matrix{columns, rows} : Matrix{rows, columns};
}

Shape Batches(const Shape& shape) {
  return {shape.begin(), shape.end() - 2};
}

}  // namespace

// Matrices in the last two dimensions; those before broadcast.
Status LoadBatchMatMul(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 2, 2, 1));
  const graph::Tensor& left = Input(source, node, 0);
  const graph::Tensor& right = Input(source, node, 1);
  SCIOT_TRY(CheckArithmetic(source, node));
  SCIOT_TRY(CheckSameType(left, right));
  SCIOT_TRY(CheckScaled(right, "right operand"));
  SCIOT_ASSIGN(const auto* options, ReadOptions(source.file_operator.builtin_options_as_BatchMatMulOptions()));
  if (left.spec.shape.size() < 2 || right.spec.shape.size() < 2) {
    return InvalidModel("shapes " + ToString(left.spec.shape) + " and " + ToString(right.spec.shape) +
                        " are no matrices");
  }
  const Matrix a = MatrixOf(left.spec.shape, options->adj_x());
  const Matrix b = MatrixOf(right.spec.shape, options->adj_y());
  if (a.columns != b.rows) {
    return InvalidModel("cannot multiply " + ToString(left.spec.shape) + " with " + ToString(right.spec.shape));
  }
  SCIOT_ASSIGN(Shape shape, BroadcastShapes(Batches(left.spec.shape), Batches(right.spec.shape)));
  shape.insert(shape.end(), {a.rows, b.columns});
  SCIOT_TRY(CheckShape(Output(source, node, 0), shape, "output"));
  node.options = graph::MatMulOptions{options->adj_x(), options->adj_y()};
  node.macs = Elements(Output(source, node, 0)) * static_cast<uint64_t>(a.columns);
  return {};
}

}  // namespace sciot::model
