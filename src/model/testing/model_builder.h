// Makes .tflite files in memory, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "model/file_writer.h"
#include "sciot/tensor.h"

namespace sciot::model::testing {

// Builds a .tflite operator by operator.
class ModelBuilder {
 public:
  ModelBuilder() : model_(EmptyModel("test model")) {}

  // Each returns the new tensor's index.
  int32_t AddFloats(const Shape& shape, const std::string& name = "");
  int32_t AddConstant(const Shape& shape, const std::vector<float>& values);
  int32_t AddConstant(const Shape& shape, const std::vector<int32_t>& values);

  void AddOperator(tflite::BuiltinOperator op, std::vector<int32_t> inputs, std::vector<int32_t> outputs,
                   tflite::BuiltinOptionsUnion options = {});

  void SetInputs(std::vector<int32_t> ids) { model_.subgraphs[0]->inputs = std::move(ids); }
  void SetOutputs(std::vector<int32_t> ids) { model_.subgraphs[0]->outputs = std::move(ids); }

  // For tests that need what the functions above do not offer.
  tflite::ModelT& raw() { return model_; }

  Bytes Serialize() const { return SerializeModel(model_); }

 private:
  int32_t AddTensorOf(const Shape& shape, tflite::TensorType type, ByteView constant, const std::string& name);

  tflite::ModelT model_;
};

// Options of ADD and MUL without activation.
tflite::BuiltinOptionsUnion AddOptions();
tflite::BuiltinOptionsUnion MulOptions();

}  // namespace sciot::model::testing
