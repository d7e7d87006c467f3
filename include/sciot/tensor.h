// Element types and shapes of tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sciot {

enum class DataType : uint8_t { kFloat32, kFloat16, kInt8, kUint8, kInt16, kInt32, kInt64, kBool };

// Bytes of one element.
size_t ByteSize(DataType type);

// Name in the Open Inference Protocol v2, e.g. "FP32", "INT8", "BOOL".
const char* DataTypeName(DataType type);

// Inverse of DataTypeName; nothing for an unknown name.
std::optional<DataType> DataTypeFromName(std::string_view name);

// Dimensions, outermost first (NHWC for images). Empty for a scalar. Every dimension of a validated graph is >= 1.
using Shape = std::vector<int32_t>;

// Product of the dimensions (1 for a scalar); nothing when it overflows or a dimension is negative.
std::optional<size_t> ElementCount(const Shape& shape);

// For messages, e.g. "[1,96,96,3]".
std::string ToString(const Shape& shape);

// Name, element type and shape of a tensor; what an input must match.
struct TensorSpec {
  std::string name;
  DataType type = DataType::kFloat32;
  Shape shape;

  // Elements of a tensor of this shape. Requires a validated shape.
  size_t element_count() const { return ElementCount(shape).value(); }
  // Bytes of a tensor of this type and shape, little endian, without padding. Requires a validated shape.
  size_t byte_size() const { return element_count() * ByteSize(type); }

  bool operator==(const TensorSpec&) const = default;
};

}  // namespace sciot
