// Building blocks of .tflite files this project writes.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "tflite_generated.h"

namespace sciot::model {

// A model of one empty subgraph and the empty buffer 0.
tflite::ModelT EmptyModel(const std::string& description);

// Adds `code` unless the model has it; its index.
uint32_t AddOperatorCode(tflite::ModelT& model, const tflite::OperatorCodeT& code);

// Adds a copy of `tensor`, whose constant (if any) is in `source`; its index.
int32_t AddTensor(tflite::ModelT& model, const tflite::ModelT& source, const tflite::TensorT& tensor);

// Adds a copy of `tensor` with these bytes for its constant; its index.
int32_t AddConstant(tflite::ModelT& model, const tflite::TensorT& tensor, ByteView bytes);

// Adds a metadata entry holding `bytes`.
void AddMetadata(tflite::ModelT& model, const std::string& name, ByteView bytes);

// The finished file.
Bytes SerializeModel(const tflite::ModelT& model);

}  // namespace sciot::model
