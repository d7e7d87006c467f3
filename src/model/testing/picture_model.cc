#include "model/testing/picture_model.h"

#include "model/testing/model_builder.h"

namespace sciot::model::testing {

Bytes PictureModel() {
  ModelBuilder builder;
  const int32_t picture = builder.AddFloats({1, 2, 3, 3});
  const int32_t output = builder.AddFloats({1, 2, 3, 3});
  builder.AddOperator(tflite::BuiltinOperator::RELU, {picture}, {output});
  builder.SetInputs({picture});
  builder.SetOutputs({output});
  return builder.Serialize();
}

}  // namespace sciot::model::testing
