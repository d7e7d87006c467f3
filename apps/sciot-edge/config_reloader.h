// SIGHUP: the configuration is read again while the edge serves.
#pragma once

#include <functional>

#include "../config/edge_config.h"
#include "edge/edge_service.h"
#include "sciot/result.h"

namespace sciot::app {

class ConfigReloader {
 public:
  // Makes the configuration as at the start, from the file and the command line.
  using Read = std::function<Result<EdgeConfig>()>;

  // `service` must outlive the reloader.
  ConfigReloader(const EdgeConfig& running, Read read, edge::EdgeService& service)
      : running_(running), read_(std::move(read)), service_(service) {}

  // Takes over what can change while the edge runs, and logs it and what cannot. A configuration with a fault is logged
  // and changes nothing.
  void Reload();

  const EdgeConfig& running() const { return running_; }

 private:
  Status TryReload();

  EdgeConfig running_;
  const Read read_;
  edge::EdgeService& service_;
};

}  // namespace sciot::app
