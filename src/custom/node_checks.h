// What the built-in operators ask of the nodes they are given.
#pragma once

#include "sciot/custom_operator.h"

namespace sciot::custom {

Error InvalidNode(std::string message);
Error UnsupportedNode(std::string message);

Status CheckCounts(const CustomNode& node, size_t inputs, size_t outputs);

// The tensor is of FP32.
Status CheckFloat(const CustomTensor& tensor, const char* what);

// The same, with four dimensions.
Status CheckFloatImage(const CustomTensor& tensor, const char* what);

// As FP32, or INT8 or UINT8 with one scale.
Status CheckReal(const CustomTensor& tensor, const char* what);

// A product, or the largest number where it does not fit.
uint64_t SaturatingProduct(uint64_t a, uint64_t b);

}  // namespace sciot::custom
