// Operators outside the TFLite format: a model names one, and the program that loads the model brings it along.
//
//   class Scale final : public sciot::CustomOperator { ... };
//   sciot::DeviceOptions options;
//   options.custom_operators.Add(std::make_shared<Scale>());
//
// examples/custom_operator is a whole program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sciot/result.h"
#include "sciot/tensor.h"

namespace sciot {

// A tensor that an operator reads or writes.
struct CustomTensor {
  TensorSpec spec;
  // Of INT8 and UINT8: real = scale * (stored - zero_point). 0: its integers are no more than that.
  float scale = 0;
  int32_t zero_point = 0;
  // The value of a constant, aligned for its type; empty for a tensor computed at run time.
  std::span<const std::byte> constant;
};

// One use of an operator in a model. The spans are those of the loaded model and live as long as what runs it.
struct CustomNode {
  std::vector<CustomTensor> inputs;
  // As the file states them: a shape may be missing or hold -1. Once loaded, with the shapes that Check gave.
  std::vector<CustomTensor> outputs;
  std::span<const std::byte> options;  // the operator's custom_options, as the file holds them
};

// What follows from a node before it runs.
struct CustomPlan {
  std::vector<Shape> output_shapes;  // one for each output, every dimension >= 1
  uint64_t macs = 0;                 // about how many multiply-accumulates a run takes; 0 for next to nothing
};

// What runs one node. Used by one thread at a time.
class CustomKernel {
 public:
  virtual ~CustomKernel() = default;
  // One span for each input (constants too) and output, little endian, of exactly its tensor's size and aligned for
  // its type. Every output must be written whole, and depend on the inputs alone.
  virtual Status Run(std::span<const std::span<const std::byte>> inputs,
                     std::span<const std::span<std::byte>> outputs) = 0;
};

// An operator. Immutable: several threads may use one.
class CustomOperator {
 public:
  virtual ~CustomOperator() = default;

  // The custom_code by which models name it.
  virtual std::string_view name() const = 0;

  // Looks at a node while its model is loaded: kInvalidArgument or kUnsupported, in one sentence that names the
  // offending value, unless Create can make a kernel for it. The node comes from a file, so nothing about it is sure
  // but that its input shapes are valid.
  virtual Result<CustomPlan> Check(const CustomNode& node) const = 0;

  // What runs a node that has passed Check.
  virtual Result<std::unique_ptr<CustomKernel>> Create(const CustomNode& node) const = 0;
};

// The custom operators a model may use, by name.
class CustomOperators {
 public:
  // kConflict when there is one of this name already. An operator named like one that is built in takes its place.
  Status Add(std::shared_ptr<const CustomOperator> custom);

  // Null for a name that is not there.
  std::shared_ptr<const CustomOperator> Find(std::string_view name) const;

  // All names, in alphabetical order.
  std::vector<std::string> Names() const;

 private:
  std::map<std::string, std::shared_ptr<const CustomOperator>, std::less<>> operators_;
};

}  // namespace sciot
