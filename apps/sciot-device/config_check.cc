#include "config_check.h"

#include "model/model.h"
#include "vision/sidecar.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

Status CheckModel(const std::string& path) {
  SCIOT_TRY(model::LoadModel(path, model::Limits{}));
  SCIOT_TRY(vision::LoadSidecar(path));
  return {};
}

}  // namespace

Status CheckDeviceConfig(const DeviceConfig& config) {
  if (IsModelPath(config.device.model)) SCIOT_TRY(CheckModel(config.device.model));
  for (const fs::path& input : config.plan.inputs) {
    std::error_code ignored;
    if (!fs::exists(input, ignored)) return Error{ErrorCode::kNotFound, input.string() + ": no such file or directory"};
  }
  return {};
}

}  // namespace sciot::app
