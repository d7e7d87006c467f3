// Models downloaded from an edge, kept on disk so that the device can start without it.
#pragma once

#include <filesystem>
#include <string>

#include "device/http_edge_client.h"
#include "model/model.h"
#include "sciot/result.h"

namespace sciot::device {

// A model on this device.
struct LocalModel {
  std::string name;  // at the edge
  std::shared_ptr<const model::Model> model;
  std::string sidecar;  // YAML text; empty without one
};

// Files in `directory`: NAME.tflite, NAME.tflite.sha256 and NAME.yaml, with NAME percent-encoded; and
// `assigned`, the name the edge gave last to a device that asked for none. A file whose SHA-256 is not the
// recorded one is downloaded again, never run.
class ModelCache {
 public:
  ModelCache(std::filesystem::path directory, model::Limits limits, CustomOperators custom = {})
      : directory_(std::move(directory)), limits_(limits), custom_(std::move(custom)) {}

  // The model `name`, or for an empty name the one the edge assigns. Asks the edge first; when it cannot be
  // reached the cached copy serves. An error when neither has it.
  Result<LocalModel> Get(const std::string& name, HttpEdgeClient& edge);

 private:
  Result<std::string> ResolveName(const std::string& name, const Result<std::vector<std::string>>& edge_models) const;
  Status Remember(const std::filesystem::path& file, const std::string& name) const;
  Result<LocalModel> Fetch(const std::string& name, HttpEdgeClient& edge) const;
  Result<LocalModel> LoadCached(const std::string& name) const;
  Status Store(const std::string& name, const HttpEdgeClient::ModelFile& file, const std::string& sidecar) const;
  // The SHA-256 of the cached file, recorded and verified; empty when there is none fit for use.
  std::string CachedSha256(const std::string& name) const;
  std::filesystem::path PathOf(const std::string& name, const char* ending) const;

  std::filesystem::path directory_;
  model::Limits limits_;
  CustomOperators custom_;
};

}  // namespace sciot::device
