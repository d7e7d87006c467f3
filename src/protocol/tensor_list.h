// The `inputs` and `outputs` lists of v2 messages. Internal to the protocol module.
#pragma once

#include <vector>

#include "protocol/json.h"
#include "protocol/message.h"
#include "protocol/tensor.h"

namespace sciot::protocol {

// Name, datatype and shape of a v2 tensor object; `kind` names it in errors before its name is known, e.g.
// "input 3".
Result<TensorSpec> DecodeTensorSpec(const Json& json, const std::string& kind, const Limits& limits);
Json EncodeTensorSpec(const TensorSpec& spec);

// The tensors of the array `key` of `message`. Binary ones view `binary`, which they must use up.
Result<std::vector<Tensor>> DecodeTensorList(const ObjectReader& message, const char* key, ByteView binary,
                                             const Limits& limits);

// Writes `tensors` as the array `key` of `json` and appends the views of the binary ones to `binary`.
Status EncodeTensorList(const std::vector<Tensor>& tensors, const char* key, Json& json, std::vector<ByteView>& binary);

}  // namespace sciot::protocol
