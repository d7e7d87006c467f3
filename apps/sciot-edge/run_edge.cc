#include <CLI/CLI.hpp>
#include <iostream>

#include "../config/config_arguments.h"
#include "../config/edge_config.h"
#include "../io/command_line.h"
#include "../io/exit_code.h"
#include "../io/signals.h"
#include "base/log.h"
#include "base/program_pages.h"
#include "config_check.h"
#include "config_reloader.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
#include "edge/installed_extensions.h"
#include "edge/message_handler.h"
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

// Null where the edge is not reached over HTTP.
Result<std::unique_ptr<transport::http::Server>> Listen(const EdgeConfig& config, edge::EdgeService& service) {
  if (!config.serves_http) return std::unique_ptr<transport::http::Server>();
  return transport::http::Server::Listen(config.http, edge::HttpHandler(service, config.edge));
}

// Serves until a signal asks to stop, then finishes what was accepted.
Status Serve(EdgeConfig config, const Arguments& arguments) {
  const SteadyClock clock;
  edge::InstalledExtensions installed(config.linked, config.edge);
  SCIOT_TRY(installed.ApplyTo(config.edge));
  SCIOT_ASSIGN(const auto service, edge::EdgeService::Create(config.edge, clock));
  SCIOT_ASSIGN(const auto server, Listen(config, *service));
  edge::MessageHandler messages(*service, config.edge, installed.faults());
  edge::ProtocolServers added(installed.extensions(), messages, installed.faults());
  if (server != nullptr) {
    server->Start();
    std::cout << "listening on http://" << transport::http::JoinHostPort(config.http.host, server->port()) << std::endl;
  }
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
  if (server != nullptr) server->Stop(reloader.running().shutdown_grace);
  service->Stop();
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
