// The device: runs the first layers of a network, leaves the rest to an edge, and finishes alone when that is
// away.
#include <CLI/CLI.hpp>
#include <iostream>

#include "../io/command_line.h"
#include "../io/exit_code.h"
#include "../io/signals.h"
#include "base/log.h"
#include "device_run.h"
#include "sciot/version.h"

namespace sciot::app {
namespace {

constexpr const char* kProgram = "sciot-device";
constexpr double kMaxSeconds = 86'400;

struct Arguments {
  DeviceOptions device;
  RunPlan plan;
  std::vector<std::string> inputs;
  std::string cache_directory;
  std::string output_directory = "sciot-output";
  double timeout_seconds = 2;
  double download_seconds = 600;
  double report_seconds = 1;
  double probe_seconds = 10;
  double interval_seconds = 0;
  bool json = false;
  std::string log_level = "warn";
};

void AddRunOptions(CLI::App& app, Arguments& arguments) {
  app.add_option("--input", arguments.inputs,
                 "PNG or JPEG image, raw tensor (.f32 .i8 .u8 .bin), or a directory of them; once for each input of "
                 "the model")
      ->required()
      ->allow_extra_args(false);
  app.add_option("--count", arguments.plan.count,
                 "Inferences to make, over the inputs again and again; 0: until stopped. Each input once unless given");
  app.add_option("--interval", arguments.interval_seconds, "Seconds between the starts of two inferences")
      ->check(CLI::Range(0.0, kMaxSeconds));
  app.add_option("--output-dir", arguments.output_directory, "Where outputs that the sidecar calls raw are written")
      ->capture_default_str();
  app.add_flag("--json", arguments.json, "One JSON document a line");
}

void AddDeviceOptions(CLI::App& app, Arguments& arguments) {
  app.add_option("--edge", arguments.device.edge_url, "The edge, http://HOST:PORT")->required()->type_name("URL");
  app.add_option("--model", arguments.device.model,
                 "A model on disk, or the name of one to download from the edge; without it the edge assigns one")
      ->type_name("PATH|NAME");
  app.add_option("--split", arguments.device.split, "Always cut before this layer; the edge decides unless given");
  app.add_option("--slowdown", arguments.device.slowdown,
                 "Each layer takes so many times as long, like a slower board");
  app.add_option("--timeout", arguments.timeout_seconds, "Seconds to wait for an answer of the edge")
      ->check(CLI::Range(0.001, kMaxSeconds))
      ->capture_default_str();
  app.add_option("--download-timeout", arguments.download_seconds, "Seconds the download of a model may take")
      ->check(CLI::Range(0.001, kMaxSeconds))
      ->capture_default_str();
  app.add_option("--report-interval", arguments.report_seconds,
                 "Seconds between attempts to reach a lost edge, and between reports while all layers run here")
      ->check(CLI::Range(0.001, kMaxSeconds))
      ->capture_default_str();
  app.add_option("--probe-interval", arguments.probe_seconds,
                 "Seconds between measurements of the link while all layers run here")
      ->check(CLI::Range(0.001, kMaxSeconds))
      ->capture_default_str();
  app.add_option("--device-id", arguments.device.device_id,
                 "Name of this device; host name and process id unless given");
  app.add_option("--cache-dir", arguments.cache_directory,
                 "Where downloaded models are kept; $XDG_CACHE_HOME/sciot or ~/.cache/sciot unless given");
  app.add_option("--threads", arguments.device.threads, "Threads of one inference")->check(CLI::Range(1U, 256U));
  app.add_option_function<std::string>(
         "--fused", [&arguments](const std::string& text) { arguments.device.fused = text == "auto"; },
         "auto: fold adjacent operators where that is faster; results differ within float tolerance. off (default)")
      ->check(CLI::IsMember({"off", "auto"}));
  app.add_option("--log-level", arguments.log_level, "debug, info, warn (default), error or off");
  app.set_version_flag("--version", SCIOT_VERSION);
}

void Complete(Arguments& arguments) {
  const auto seconds = [](double value) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(value));
  };
  arguments.device.timeout = seconds(arguments.timeout_seconds);
  arguments.device.download_timeout = seconds(arguments.download_seconds);
  arguments.device.report_interval = seconds(arguments.report_seconds);
  arguments.device.probe_interval = seconds(arguments.probe_seconds);
  arguments.device.cache_directory = arguments.cache_directory;
  arguments.plan.inputs.assign(arguments.inputs.begin(), arguments.inputs.end());
  arguments.plan.interval = seconds(arguments.interval_seconds);
  arguments.plan.output_directory = arguments.output_directory;
  arguments.plan.form = arguments.json ? LineForm::kJson : LineForm::kText;
}

Status OpenAndRun(const Arguments& arguments) {
  SCIOT_ASSIGN(const auto device, Device::Open(arguments.device));
  return RunDevice(*device, arguments.plan, std::cout);
}

ExitCode Run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("SCIoT device: shares the layers of a network with an edge", kProgram);
  AddDeviceOptions(app, arguments);
  AddRunOptions(app, arguments);
  if (const auto ended = Parse(app, argc, argv)) return *ended;
  Complete(arguments);
  if (const Status log = ConfigureLog(kProgram, arguments.log_level); !log.ok()) {
    return Fail(kProgram, log.error(), ExitCode::kUsage);
  }
  HoldStopSignals();
  const Status status = OpenAndRun(arguments);
  return status.ok() ? ExitCode::kOk : Fail(kProgram, status.error(), ExitCode::kFailure);
}

}  // namespace
}  // namespace sciot::app

int main(int argc, char** argv) {
  return static_cast<int>(sciot::app::Run(argc, argv));
}
