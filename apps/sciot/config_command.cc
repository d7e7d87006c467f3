#include <iostream>
#include <memory>
#include <string>

#include "../config/config_file.h"
#include "../config/device_config.h"
#include "../config/edge_config.h"
#include "commands.h"

namespace sciot::app {
namespace {

std::string Preamble(const std::string& program) {
  return "# Configuration of " + program + ": every key with its default. Leave out what shall stay so.\n" +
         "# \"live\": a new value takes effect on SIGHUP; any other at the next start.\n\n";
}

std::string EdgeDocument() {
  EdgeConfig defaults;
  return Preamble("sciot-edge") + ConfigDocument(EdgeSettings(defaults, ""));
}

std::string DeviceDocument() {
  DeviceConfig defaults;
  return Preamble("sciot-device") + ConfigDocument(DeviceSettings(defaults, ""));
}

}  // namespace

void AddConfigCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto program = std::make_shared<std::string>("edge");
  CLI::App& command = *parent.add_subcommand("config", "Print a configuration file of all defaults, with comments");
  command.add_option("PROGRAM", *program, "edge or device")
      ->capture_default_str()
      ->check(CLI::IsMember({"edge", "device"}));
  command.callback([program, &exit_code] {
    std::cout << (*program == "edge" ? EdgeDocument() : DeviceDocument());
    exit_code = ExitCode::kOk;
  });
}

}  // namespace sciot::app
