// What sciot-edge can be told, by its configuration file and its command line.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "edge/mqtt_edge.h"
#include "edge/options.h"
#include "sciot/extensions.h"
#include "sciot/result.h"
#include "settings.h"
#include "transport/http/server.h"

namespace sciot::app {

// Protocols of the edge; HTTP and WebSocket share a port.
struct Modes {
  bool http = true;
  bool websocket = true;
  bool mqtt = false;

  bool operator==(const Modes&) const = default;
};

struct EdgeConfig {
  edge::EdgeOptions edge;
  // What the program brings along; not a configuration key.
  Extensions linked;
  // How it is reached; without any of them only by what plugins add.
  Modes modes;
  transport::http::ServerOptions http{.port = 8000};
  edge::MqttEdgeOptions mqtt;
  // How long accepted requests may take to finish after a SIGTERM.
  Duration shutdown_grace = std::chrono::seconds(30);
  // Lowest level that is logged: debug, info, warn, error or off.
  std::string log_level = "info";
};

// Every key of the edge over `config`, which must outlive the table. Relative paths start at `directory`.
Settings EdgeSettings(EdgeConfig& config, const std::filesystem::path& directory);

// "HOST:PORT", "PORT" or "[IPv6]:PORT" into config.http.
Status ParseListen(const std::string& text, EdgeConfig& config);

// WebSocket connections are HTTP's, too, and so cannot be more.
Status CheckConnections(const EdgeConfig& config);

// "NAME=PATH", or a PATH whose name without its ending is the model's name.
Result<edge::ModelSource> ParseModel(const std::string& text);

}  // namespace sciot::app
