#include "config_reloader.h"

#include "../config/reload.h"
#include "base/log.h"

namespace sciot::app {

void ConfigReloader::Reload() {
  const Status reloaded = TryReload();
  if (!reloaded.ok()) LogError("the configuration stays as it was: " + reloaded.error().message);
}

Status ConfigReloader::TryReload() {
  SCIOT_ASSIGN(EdgeConfig next, read_());
  SCIOT_ASSIGN(const ReloadChanges changes, KeepWhatNeedsRestart(EdgeSettings(running_, ""), EdgeSettings(next, "")));
  SCIOT_TRY(service_.Reconfigure(next.edge));
  SCIOT_TRY(SetLogLevel(next.log_level));
  running_ = std::move(next);
  LogReload(changes);
  return {};
}

}  // namespace sciot::app
