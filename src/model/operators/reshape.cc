#include "model/operators/operator_table.h"

namespace sciot::model {

// RESHAPE, SQUEEZE and EXPAND_DIMS. The new shape is that of the output tensor; the file's second input and options
// only repeat it.
Status LoadReshape(const OperatorSource& source, graph::Node& node) {
  SCIOT_TRY(CheckArity(node, 1, 2, 1));
  const graph::Tensor& input = Input(source, node, 0);
  const graph::Tensor& output = Output(source, node, 0);
  if (const graph::Tensor* shape = InputOrNull(source, node, 1); shape != nullptr && !shape->is_constant()) {
    return UnsupportedModel("the new shape is not a constant");
  }
  if (input.spec.type != output.spec.type) {
    return InvalidModel(std::string("changes the type from ") + DataTypeName(input.spec.type) + " to " +
                        DataTypeName(output.spec.type));
  }
  if (Elements(input) == Elements(output)) return {};
  return InvalidModel("cannot turn shape " + ToString(input.spec.shape) + " into " + ToString(output.spec.shape));
}

}  // namespace sciot::model
