// The edge server: serves models over the Open Inference Protocol v2 and tells each device where to split.
#include <CLI/CLI.hpp>
#include <iostream>

#include "../io/command_line.h"
#include "../io/exit_code.h"
#include "../io/signals.h"
#include "base/log.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
#include "edge_config.h"
#include "sciot/version.h"
#include "transport/http/url.h"

namespace sciot::app {
namespace {

constexpr const char* kProgram = "sciot-edge";

struct Arguments {
  std::string config;
  std::string listen;
  std::vector<std::string> models;
  std::string algorithm;
  std::string log_level;
};

void AddOptions(CLI::App& app, Arguments& arguments) {
  app.add_option("--config", arguments.config, "Configuration file (YAML); the other options override it")
      ->type_name("FILE");
  app.add_option("--listen", arguments.listen, "Address to serve on, 127.0.0.1:8000 unless given; port 0: any free one")
      ->type_name("HOST:PORT");
  app.add_option("--model", arguments.models, "A model to serve; may be given several times")->type_name("NAME=PATH");
  app.add_option("--algorithm", arguments.algorithm,
                 "How the split is chosen: latency (default), guide, all-device, all-edge or fixed:K");
  app.add_option("--log-level", arguments.log_level, "debug, info (default), warn, error or off");
  app.set_version_flag("--version", SCIOT_VERSION);
}

Result<EdgeConfig> MakeConfig(const Arguments& arguments) {
  EdgeConfig config;
  if (!arguments.config.empty()) SCIOT_TRY(ReadEdgeConfig(arguments.config, config));
  if (!arguments.listen.empty()) SCIOT_TRY(ParseListen(arguments.listen, config));
  if (!arguments.models.empty()) config.edge.models.clear();
  for (const std::string& text : arguments.models) {
    SCIOT_ASSIGN(edge::ModelSource model, ParseModel(text));
    config.edge.models.push_back(std::move(model));
  }
  if (!arguments.algorithm.empty()) config.edge.algorithm = arguments.algorithm;
  if (!arguments.log_level.empty()) config.log_level = arguments.log_level;
  return config;
}

// Serves until a signal asks to stop, then finishes what was accepted.
Status Serve(const EdgeConfig& config) {
  const SteadyClock clock;
  SCIOT_ASSIGN(const auto service, edge::EdgeService::Create(config.edge, clock));
  SCIOT_ASSIGN(const auto server,
               transport::http::Server::Listen(config.http, edge::HttpHandler(*service, config.edge)));
  server->Start();
  std::cout << "listening on http://" << transport::http::JoinHostPort(config.http.host, server->port()) << std::endl;
  WaitForStopSignal();
  LogInfo("stopping");
  server->Stop(config.shutdown_grace);
  service->Stop();
  return {};
}

ExitCode Run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("SCIoT edge server: runs the layers a device leaves to it", kProgram);
  AddOptions(app, arguments);
  if (const auto ended = Parse(app, argc, argv)) return *ended;
  const Result<EdgeConfig> config = MakeConfig(arguments);
  if (!config.ok()) return Fail(kProgram, config.error(), ExitCode::kUsage);
  if (const Status log = ConfigureLog(kProgram, config.value().log_level); !log.ok()) {
    return Fail(kProgram, log.error(), ExitCode::kUsage);
  }
  HoldStopSignals();
  const Status served = Serve(config.value());
  return served.ok() ? ExitCode::kOk : Fail(kProgram, served.error(), ExitCode::kFailure);
}

}  // namespace
}  // namespace sciot::app

int main(int argc, char** argv) {
  return static_cast<int>(sciot::app::Run(argc, argv));
}
