// Body of the answer to an inference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/limits.h"
#include "protocol/message.h"
#include "protocol/offloading.h"
#include "protocol/tensor.h"

namespace sciot::protocol {

struct InferResponse {
  std::string model_name;
  std::string model_version = "1";
  // The request's id; may be empty.
  std::string id;
  // Microseconds the edge computed, and the request waited for its turn.
  std::optional<double> edge_us;
  std::optional<double> queue_us;
  // The split the device shall use next.
  std::optional<uint32_t> next_split;
  // The layers it shall run then, ascending, where they are not 0..next_split-1; else empty.
  std::vector<uint32_t> next_layers;
  // Microseconds that the edge expects the device to wait for it then, from sending to the answer.
  std::optional<double> next_wait_us;
  // Why; for any other reason than a decision next_split holds for one inference,
  SplitReason reason = SplitReason::kNormal;
  // and this is the split after it.
  std::optional<uint32_t> resume_split;
  // The layers of that, like next_layers.
  std::vector<uint32_t> resume_layers;
  // Why the edge took in nothing that the request says of times; empty where it did.
  std::string rejected;
  // Whether the edge keeps the result on disk, so that the device need not.
  bool is_recorded = false;
  // The model's outputs that the edge made.
  std::vector<Tensor> outputs;
};

// Borrows the tensors of `response`. NaN in an output that travels as JSON is an error.
Result<EncodedMessage> EncodeInferResponse(const InferResponse& response);

// `json_bytes` is the value of kJsonLengthHeader, if the answer has one. Binary outputs view `body`.
Result<InferResponse> DecodeInferResponse(ByteView body, std::optional<size_t> json_bytes, const Limits& limits = {});

}  // namespace sciot::protocol
