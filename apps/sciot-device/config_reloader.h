// SIGHUP: the configuration is read again while the device works.
#pragma once

#include <functional>

#include "../config/device_config.h"
#include "sciot/result.h"

namespace sciot::app {

class ConfigReloader {
 public:
  // Makes the configuration as at the start, from the file and the command line.
  using Read = std::function<Result<DeviceConfig>()>;

  ConfigReloader(const DeviceConfig& running, Read read) : running_(running), read_(std::move(read)) {}

  // Takes over into `plan` and the log what can change while the device runs, and logs it and what cannot. A
  // configuration with a fault is logged and changes nothing.
  void Reload(RunPlan& plan);

 private:
  Status TryReload(RunPlan& plan);

  DeviceConfig running_;
  const Read read_;
};

}  // namespace sciot::app
