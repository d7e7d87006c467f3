#include "config_reloader.h"

#include "../config/reload.h"
#include "base/log.h"

namespace sciot::app {

void ConfigReloader::Reload(RunPlan& plan) {
  const Status reloaded = TryReload(plan);
  if (!reloaded.ok()) LogError("the configuration stays as it was: " + reloaded.error().message);
}

Status ConfigReloader::TryReload(RunPlan& plan) {
  SCIOT_ASSIGN(DeviceConfig next, read_());
  SCIOT_ASSIGN(const ReloadChanges changes,
               KeepWhatNeedsRestart(DeviceSettings(running_, ""), DeviceSettings(next, "")));
  SCIOT_TRY(SetLogLevel(next.log_level));
  running_ = std::move(next);
  plan = running_.plan;
  LogReload(changes);
  return {};
}

}  // namespace sciot::app
