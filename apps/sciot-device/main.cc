// The device: runs the first layers of a network, leaves the rest to an edge, and finishes alone when that is
// away.
#include <CLI/CLI.hpp>
#include <array>
#include <iostream>

#include "../config/config_arguments.h"
#include "../config/device_config.h"
#include "../io/command_line.h"
#include "../io/exit_code.h"
#include "../io/signals.h"
#include "base/log.h"
#include "config_check.h"
#include "config_reloader.h"
#include "device/edge_callers.h"
#include "device_run.h"
#include "sciot/version.h"

namespace sciot::app {
namespace {

constexpr const char* kProgram = "sciot-device";
struct Arguments {
  ConfigArguments config;
  std::vector<std::string> edges;
  std::vector<std::string> inputs;
  bool json = false;
};

struct KeyOption {
  const char* option;
  const char* path;
};

// Options that stand for a key of the configuration.
constexpr std::array<KeyOption, 16> kKeyOptions = {{{"--model", "model"},
                                                    {"--split", "split"},
                                                    {"--layers", "layers"},
                                                    {"--slowdown", "slowdown"},
                                                    {"--timeout", "server.timeout"},
                                                    {"--download-timeout", "server.download_timeout_s"},
                                                    {"--report-interval", "link.report_interval_s"},
                                                    {"--probe-interval", "link.probe_interval_s"},
                                                    {"--device-id", "device_id"},
                                                    {"--cache-dir", "cache_directory"},
                                                    {"--threads", "engine.threads"},
                                                    {"--fused", "engine.fused"},
                                                    {"--count", "run.count"},
                                                    {"--interval", "run.interval_s"},
                                                    {"--output-dir", "run.output_directory"},
                                                    {"--log-level", "log_level"}}};

void AddOptions(CLI::App& app, Arguments& arguments) {
  DeviceConfig defaults;
  const Settings table = DeviceSettings(defaults, "");
  AddConfigOptions(app, arguments.config);
  for (const KeyOption& row : kKeyOptions) AddKeyOption(app, row.option, row.path, table, arguments.config);
  app.add_option(
         "--edge", arguments.edges,
         "the edge, http://HOST:PORT, ws:// for WebSocket, or mqtt://HOST[:PORT][/TOPIC] through a broker, mqtts:// "
         "with "
         "TLS; again for others that serve the same models, the preferred first [server.base_url, server.fallbacks]")
      ->allow_extra_args(false);
  app.add_option("--input", arguments.inputs,
                 "PNG or JPEG image, raw tensor (.f32 .i8 .u8 .bin), or a directory of them; once for each input of "
                 "the model [run.inputs]")
      ->allow_extra_args(false);
  app.add_flag("--json", arguments.json, "one JSON document a line [run.output: json]");
  app.set_version_flag("--version", SCIOT_VERSION);
}

Status TakeEdges(const std::vector<std::string>& urls, DeviceOptions& options) {
  for (const std::string& url : urls) {
    SCIOT_TRY(device::CheckEdgeUrl(url));
  }
  options.edge_url = urls.front();
  options.fallback_edge_urls.assign(urls.begin() + 1, urls.end());
  return {};
}

Result<DeviceConfig> MakeConfig(const Arguments& arguments) {
  DeviceConfig config;
  SCIOT_TRY(ApplyConfig(arguments.config, [&](const auto& directory) { return DeviceSettings(config, directory); }));
  if (!arguments.edges.empty()) SCIOT_TRY(TakeEdges(arguments.edges, config.device));
  if (!arguments.inputs.empty()) config.plan.inputs.assign(arguments.inputs.begin(), arguments.inputs.end());
  if (arguments.json) config.plan.form = LineForm::kJson;
  return config;
}

// What a run needs and no default can give.
Status CheckComplete(const DeviceConfig& config) {
  if (config.device.edge_url.empty()) {
    return Error{ErrorCode::kInvalidArgument, "no edge: give --edge URL, or server.base_url in the configuration"};
  }
  if (!config.plan.inputs.empty()) return {};
  return Error{ErrorCode::kInvalidArgument, "no input: give --input PATH, or run.inputs in the configuration"};
}

ExitCode Check(const DeviceConfig& config) {
  if (const Status checked = CheckDeviceConfig(config); !checked.ok()) {
    return Fail(kProgram, checked.error(), ExitCode::kUsage);
  }
  std::cout << "OK\n";
  const Status complete = CheckComplete(config);
  if (!complete.ok()) std::cerr << ErrorLine(kProgram, complete.error().message) << '\n';
  return ExitCode::kOk;
}

// What is still in the spool then waits there for the next start.
void TakeLeave(Device& device, const DeviceConfig& config) {
  if (device.Flush(config.plan.farewell)) return;
  const SpoolCounts counts = device.spool_counts();
  std::cerr << ErrorLine(kProgram, config.device.spool.path.string() + " holds " + std::to_string(counts.results) +
                                       " results and " + std::to_string(counts.measurements) +
                                       " measurements that the edge does not have yet")
            << '\n';
}

Status OpenAndRun(const DeviceConfig& config, const Arguments& arguments) {
  SCIOT_ASSIGN(const auto device, Device::Open(config.device));
  ConfigReloader reloader(config, [&] { return MakeConfig(arguments); });
  Status run = RunDevice(
      *device, config.plan, [&](RunPlan& plan) { reloader.Reload(plan); }, std::cout);
  TakeLeave(*device, config);
  return run;
}

ExitCode Run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("SCIoT device: shares the layers of a network with an edge", kProgram);
  AddOptions(app, arguments);
  if (const auto ended = Parse(app, argc, argv)) return *ended;
  const Result<DeviceConfig> config = MakeConfig(arguments);
  if (!config.ok()) return Fail(kProgram, config.error(), ExitCode::kUsage);
  if (arguments.config.check_only) return Check(config.value());
  const Status complete = CheckComplete(config.value());
  if (!complete.ok()) return Fail(kProgram, complete.error(), ExitCode::kUsage);
  if (const Status log = ConfigureLog(kProgram, config.value().log_level); !log.ok()) {
    return Fail(kProgram, log.error(), ExitCode::kUsage);
  }
  HoldSignals();
  const Status status = OpenAndRun(config.value(), arguments);
  return status.ok() ? ExitCode::kOk : Fail(kProgram, status.error(), ExitCode::kFailure);
}

}  // namespace
}  // namespace sciot::app

int main(int argc, char** argv) {
  return static_cast<int>(sciot::app::Run(argc, argv));
}
