// The `data` array of a v2 tensor. Internal to the protocol module.
#pragma once

#include "protocol/json.h"
#include "protocol/tensor.h"

namespace sciot::protocol {

// The numbers of `array`, flat or nested, as little-endian bytes; as many as `spec` wants, each in its type's
// range.
Result<Bytes> DecodeTensorData(const Json& array, const TensorSpec& spec);

// The inverse, flat. FP16, NaN and infinities cannot be written as JSON.
Result<Json> EncodeTensorData(const Tensor& tensor);

}  // namespace sciot::protocol
