#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>

#include "../config/config_arguments.h"
#include "../config/edge_config.h"
#include "../io/command_line.h"
#include "../io/exit_code.h"
#include "../io/open_files.h"
#include "../io/signals.h"
#include "base/log.h"
#include "base/program_pages.h"
#include "config_check.h"
#include "config_reloader.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
#include "edge/installed_extensions.h"
#include "edge/legacy_websocket.h"
#include "edge/message_handler.h"
#include "edge/mqtt_edge.h"
#include "edge/protocol_servers.h"
#include "sciot/edge.h"
#include "sciot/version.h"
#include "transport/http/url.h"

namespace sciot::app {
namespace {

constexpr const char* kProgram = "sciot-edge";

struct Arguments {
  ConfigArguments config;
  std::string listen;
  std::vector<std::string> models;
};

void AddOptions(CLI::App& app, Arguments& arguments) {
  EdgeConfig defaults;
  const Settings table = EdgeSettings(defaults, "");
  AddConfigOptions(app, arguments.config);
  app.add_option("--listen", arguments.listen, "address to serve on; port 0: any free one [communication.http]")
      ->type_name("HOST:PORT");
  app.add_option("--model", arguments.models, "a model to serve; may be given several times [models]")
      ->type_name("NAME=PATH");
  AddKeyOption(app, "--algorithm", "algorithm", table, arguments.config);
  AddKeyOption(app, "--log-level", "log_level", table, arguments.config);
  app.set_version_flag("--version", SCIOT_VERSION);
}

Result<EdgeConfig> MakeConfig(const Arguments& arguments, const Extensions& linked) {
  EdgeConfig config;
  config.linked = linked;
  SCIOT_TRY(ApplyConfig(arguments.config, [&](const auto& directory) { return EdgeSettings(config, directory); }));
  if (!arguments.listen.empty()) SCIOT_TRY(ParseListen(arguments.listen, config));
  if (!arguments.models.empty()) config.edge.models.clear();
  for (const std::string& text : arguments.models) {
    SCIOT_ASSIGN(edge::ModelSource model, ParseModel(text));
    config.edge.models.push_back(std::move(model));
  }
  SCIOT_TRY(CheckConnections(config));
  return config;
}

ExitCode Check(const EdgeConfig& config) {
  if (const Status checked = CheckEdgeConfig(config); !checked.ok()) {
    return Fail(kProgram, checked.error(), ExitCode::kUsage);
  }
  std::cout << "OK\n";
  if (config.edge.models.empty()) std::cerr << ErrorLine(kProgram, "it names no model; --model must") << '\n';
  return ExitCode::kOk;
}

using transport::http::Server;

// Open beside connections: models, plugins, logs.
constexpr uint64_t kOtherFiles = 256;

// What the servers refused, whose options share the counters.
void AddRefusals(const transport::http::Refusals& refusals, protocol::EdgeStatus& status) {
  for (auto& [protocol, counts] : refusals.Counts()) status.counters[protocol] = counts;
}

// Null where the edge is reached over neither HTTP nor WebSocket.
Result<std::unique_ptr<Server>> Listen(const EdgeConfig& config, edge::EdgeService& service, edge::LegacyEdge* legacy) {
  if (!config.modes.http && !config.modes.websocket) return std::unique_ptr<Server>();
  transport::http::ServerOptions options = config.http;
  options.plain_http = config.modes.http;
  options.websocket.enabled = config.modes.websocket;
  return Server::Listen(std::move(options), edge::HttpHandler(service, config.edge, legacy));
}

// The port of the first firmware's WebSocket; null where there is none. Another program may have it, and then the edge
// goes on without: its devices are served at the HTTP port too.
std::unique_ptr<Server> ListenForLegacy(const EdgeConfig& config, edge::EdgeService& service,
                                        edge::LegacyEdge* legacy) {
  if (legacy == nullptr || !config.edge.legacy.websocket_port) return nullptr;
  transport::http::ServerOptions options = config.http;
  options.port = *config.edge.legacy.websocket_port;
  options.plain_http = false;
  auto server = Server::Listen(std::move(options), edge::LegacyWebSocket(service, config.edge, *legacy));
  if (server.ok()) return std::move(server).value();
  LogWarning("legacy.websocket_port: " + server.error().message);
  return nullptr;
}

std::unique_ptr<edge::LegacyEdge> MakeLegacyEdge(const EdgeConfig& config, edge::EdgeService& service) {
  if (!config.edge.legacy.enabled) return nullptr;
  return std::make_unique<edge::LegacyEdge>(service, config.edge);
}

std::string HostName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// Null where the edge is not reached over MQTT.
Result<std::unique_ptr<edge::MqttEdge>> MakeMqttEdge(const EdgeConfig& config, edge::MqttAnswerers answerers,
                                                     edge::MqttMonitor& monitor) {
  if (!config.modes.mqtt) return std::unique_ptr<edge::MqttEdge>();
  edge::MqttEdgeOptions options = config.mqtt;
  if (options.mqtt.client_id.empty()) {
    options.mqtt.client_id = "sciot-edge-" + HostName() + "-" + options.address.topic;
  }
  return edge::MqttEdge::Create(std::move(options), std::move(answerers), monitor);
}

// The ways in; null where the edge is not reached so.
struct Ways {
  std::unique_ptr<Server> http, legacy;
  std::unique_ptr<edge::MqttEdge> mqtt;

  void Start(const std::string& host) const {
    if (mqtt != nullptr) mqtt->Start();
    if (legacy != nullptr) {
      legacy->Start();
      LogInfo("legacy WebSocket port " + std::to_string(legacy->port()));
    }
    if (http != nullptr) {
      http->Start();
      std::cout << "listening on http://" << transport::http::JoinHostPort(host, http->port()) << std::endl;
    }
  }

  // Takes nothing new, and finishes what was accepted.
  void Stop(edge::EdgeService& service, Duration grace) const {
    if (mqtt != nullptr) mqtt->Drain();
    for (const auto& each : {http.get(), legacy.get()}) {
      if (each != nullptr) each->Stop(grace);
    }
    service.Stop();
    if (mqtt != nullptr) mqtt->Stop(grace);
  }
};

Result<Ways> OpenWays(const EdgeConfig& config, edge::EdgeService& service, edge::LegacyEdge* legacy,
                      edge::MessageHandler& messages, edge::MqttMonitor& monitor) {
  AllowOpenFiles(config.http.max_connections * (config.edge.legacy.websocket_port ? 2 : 1) + kOtherFiles);
  Ways ways;
  SCIOT_ASSIGN(ways.http, Listen(config, service, legacy));
  ways.legacy = ListenForLegacy(config, service, legacy);
  edge::MqttAnswerers answerers{service, config.edge, edge::HttpHandler(service, config.edge, legacy), messages,
                                legacy};
  SCIOT_ASSIGN(ways.mqtt, MakeMqttEdge(config, std::move(answerers), monitor));
  return ways;
}

// Serves until a signal asks to stop, then finishes what was accepted.
Status Serve(EdgeConfig config, const Arguments& arguments) {
  const SteadyClock clock;
  edge::InstalledExtensions installed(config.linked, config.edge);
  SCIOT_TRY(installed.ApplyTo(config.edge));
  edge::MqttMonitor monitor(config.edge.max_devices);
  if (config.modes.mqtt) config.edge.add_status = [&monitor](auto& status) { monitor.AddTo(status); };
  SCIOT_ASSIGN(const auto service, edge::EdgeService::Create(config.edge, clock));
  const auto legacy = MakeLegacyEdge(config, *service);
  config.edge.add_status = [refusals = config.http.refusals, others = config.edge.add_status](auto& status) {
    if (others) others(status);
    AddRefusals(*refusals, status);
  };
  edge::MessageHandler messages(*service, config.edge, installed.faults());
  SCIOT_ASSIGN(const Ways ways, OpenWays(config, *service, legacy.get(), messages, monitor));
  edge::ProtocolServers added(installed.extensions(), messages, installed.faults());
  ways.Start(config.http.host);
  const auto read_again = [&]() -> Result<EdgeConfig> {
    SCIOT_ASSIGN(EdgeConfig next, MakeConfig(arguments, config.linked));
    SCIOT_TRY(installed.ApplyTo(next.edge));
    return next;
  };
  ConfigReloader reloader(config, read_again, *service);
  ReleaseProgramPages();
  while (WaitForSignal() == Signal::kReload) reloader.Reload();
  LogInfo("stopping");
  added.Stop();
  ways.Stop(*service, reloader.running().shutdown_grace);
  return {};
}

ExitCode Run(int argc, char** argv, const Extensions& linked) {
  Arguments arguments;
  CLI::App app("SCIoT edge server: runs the layers a device leaves to it", kProgram);
  AddOptions(app, arguments);
  if (const auto ended = Parse(app, argc, argv)) return *ended;
  const Result<EdgeConfig> config = MakeConfig(arguments, linked);
  if (!config.ok()) return Fail(kProgram, config.error(), ExitCode::kUsage);
  if (arguments.config.check_only) return Check(config.value());
  if (const Status log = ConfigureLog(kProgram, config.value().log_level); !log.ok()) {
    return Fail(kProgram, log.error(), ExitCode::kUsage);
  }
  HoldSignals();
  const Status served = Serve(config.value(), arguments);
  return served.ok() ? ExitCode::kOk : Fail(kProgram, served.error(), ExitCode::kFailure);
}

}  // namespace
}  // namespace sciot::app

int sciot::RunEdge(int argc, char** argv, const Extensions& extensions) {
  return static_cast<int>(app::Run(argc, argv, extensions));
}
