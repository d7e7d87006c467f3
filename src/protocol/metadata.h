// What a server tells of itself and its models: GET /v2, GET /v2/health/*, GET /v2/models/{model}[/ready],
// POST /v2/repository/index.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "protocol/limits.h"
#include "sciot/result.h"
#include "sciot/tensor.h"

namespace sciot::protocol {

struct ServerMetadata {
  std::string name;
  std::string version;
  std::vector<std::string> extensions;

  bool operator==(const ServerMetadata&) const = default;
};

struct ModelMetadata {
  std::string name;
  std::vector<std::string> versions = {"1"};
  std::string platform = "sciot_tflite";
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;

  bool operator==(const ModelMetadata&) const = default;
};

// One model of the repository index.
struct RepositoryEntry {
  std::string name;
  std::string version = "1";
  std::string state = "READY";
  // Why the model is not ready; empty when it is.
  std::string reason = "";

  bool operator==(const RepositoryEntry&) const = default;
};

std::string EncodeServerMetadata(const ServerMetadata& metadata);
Result<ServerMetadata> DecodeServerMetadata(ByteView body, const Limits& limits = {});

std::string EncodeModelMetadata(const ModelMetadata& metadata);
Result<ModelMetadata> DecodeModelMetadata(ByteView body, const Limits& limits = {});

std::string EncodeRepositoryIndex(const std::vector<RepositoryEntry>& models);
Result<std::vector<RepositoryEntry>> DecodeRepositoryIndex(ByteView body, const Limits& limits = {});

// Bodies of /v2/health/live, /v2/health/ready and /v2/models/{model}/ready. Clients read the status alone.
std::string EncodeLive();
std::string EncodeReady();
std::string EncodeModelReady(std::string_view model_name);

}  // namespace sciot::protocol
