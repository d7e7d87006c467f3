// Body of POST /v2/models/{model}[/versions/{version}]/infer.
//
//   SCIOT_ASSIGN(const InferRequest request, DecodeInferRequest(body, json_bytes));   // views `body`
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/limits.h"
#include "protocol/link_sample.h"
#include "protocol/message.h"
#include "protocol/tensor.h"

namespace sciot::protocol {

// An output the client asks for, and how it shall travel.
struct RequestedOutput {
  std::string name;
  Encoding encoding = Encoding::kJson;

  bool operator==(const RequestedOutput&) const = default;
};

struct InferRequest {
  // Chosen by the client and echoed; a repeat of the same id is harmless. May be empty.
  std::string id;
  // For messages whose path does not say it; may be empty.
  std::string model_name = "";
  // Layers 0..split-1 ran on the device and `inputs` is their cut; absent for plain v2 clients: 0.
  std::optional<uint32_t> split;
  // The layers that ran on the device, ascending, where they are not 0..split-1; else empty.
  std::vector<uint32_t> layers;
  // Empty for plain v2 clients.
  std::string device_id;
  // Microseconds of the layers that ran on the device, or empty.
  std::vector<double> layer_us;
  // Microseconds of its first layers, run while it waited for the answer before; or empty. For split 0, where no
  // inference tells the device's speed.
  std::vector<double> idle_layer_us = {};
  // The device's last measured exchange.
  std::optional<LinkSample> link;
  std::vector<Tensor> inputs;
  // Outputs wanted; empty for all, which then travel as `default_output_encoding` says.
  std::vector<RequestedOutput> outputs;
  Encoding default_output_encoding = Encoding::kJson;
  // Keeps what `inputs` view; may be null where that lives long enough by itself.
  std::shared_ptr<const void> body = nullptr;

  // Gives their memory back once they are read.
  void DropInputs() {
    inputs.clear();
    body.reset();
  }
};

// Borrows the tensors of `request`.
Result<EncodedMessage> EncodeInferRequest(const InferRequest& request);

// `json_bytes` is the value of kJsonLengthHeader, if the request has one. Binary inputs view `body`.
Result<InferRequest> DecodeInferRequest(ByteView body, std::optional<size_t> json_bytes, const Limits& limits = {});

}  // namespace sciot::protocol
