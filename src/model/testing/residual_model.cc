#include "model/testing/residual_model.h"

#include "model/testing/model_builder.h"

namespace sciot::model::testing {

Bytes ResidualModel() {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 4}, "x");
  const int32_t two = builder.AddConstant({1}, std::vector<float>{2.0F});
  const int32_t y = builder.AddFloats({1, 4}, "y");
  const int32_t z = builder.AddFloats({1, 4}, "z");
  const int32_t sum = builder.AddFloats({1, 4}, "sum");
  builder.AddOperator(tflite::BuiltinOperator::RELU, {x}, {y});
  builder.AddOperator(tflite::BuiltinOperator::MUL, {y, two}, {z}, MulOptions());
  builder.AddOperator(tflite::BuiltinOperator::ADD, {z, y}, {sum}, AddOptions());
  builder.SetInputs({x});
  builder.SetOutputs({sum, y});
  return builder.Serialize();
}

}  // namespace sciot::model::testing
