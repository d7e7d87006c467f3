// Tensors of a .tflite file, checked one by one.
#pragma once

#include <string>

#include "graph/graph.h"
#include "model/constant_store.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// What a tensor is to the model, which decides what its shape may be.
enum class TensorRole {
  kModelInput,
  kInner,
  kResolved,  // the operator that makes it says its shape: the file's is not checked, and it has no constant
};

struct TensorPlace {
  graph::TensorId id = 0;
  TensorRole role = TensorRole::kInner;
};

// Reads a tensor. Its constant, if any, points into the file, or into `store` where the
// file holds it unaligned or sparse. Errors name the tensor.
Result<graph::Tensor> ReadTensor(const tflite::Model& file, const tflite::SubGraph& subgraph, const TensorPlace& place,
                                 ConstantStore& store);

// Every dimension is known and positive, and the bytes of any type can be counted.
Status CheckConcrete(const Shape& shape);

// E.g. "FP32"; for a type that cannot be read the format's name of it.
std::string FileTypeName(tflite::TensorType type);

}  // namespace sciot::model
