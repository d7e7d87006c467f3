#include "sciot/tensor.h"

#include <array>
#include <utility>

namespace sciot {
namespace {

struct TypeRow {
  DataType type;
  const char* name;
  size_t bytes;
};

constexpr std::array<TypeRow, 8> kTypes = {{{DataType::kFloat32, "FP32", 4},
                                            {DataType::kFloat16, "FP16", 2},
                                            {DataType::kInt8, "INT8", 1},
                                            {DataType::kUint8, "UINT8", 1},
                                            {DataType::kInt16, "INT16", 2},
                                            {DataType::kInt32, "INT32", 4},
                                            {DataType::kInt64, "INT64", 8},
                                            {DataType::kBool, "BOOL", 1}}};

const TypeRow& Row(DataType type) {
  return kTypes[static_cast<size_t>(type)];
}

}  // namespace

size_t ByteSize(DataType type) {
  return Row(type).bytes;
}

const char* DataTypeName(DataType type) {
  return Row(type).name;
}

std::optional<DataType> DataTypeFromName(std::string_view name) {
  for (const TypeRow& row : kTypes) {
    if (name == row.name) return row.type;
  }
  return std::nullopt;
}

std::optional<size_t> ElementCount(const Shape& shape) {
  size_t count = 1;
  for (int32_t dimension : shape) {
    if (dimension < 0) return std::nullopt;
    if (__builtin_mul_overflow(count, static_cast<size_t>(dimension), &count)) return std::nullopt;
  }
  return count;
}

std::string ToString(const Shape& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ',';
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

}  // namespace sciot
