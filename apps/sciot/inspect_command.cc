#include <iostream>
#include <memory>

#include "commands.h"
#include "inspection.h"

namespace sciot::app {
namespace {

struct InspectOptions {
  std::string path;
  bool json = false;
};

Status Inspect(const InspectOptions& options) {
  SCIOT_ASSIGN(const auto model, model::LoadModel(options.path, model::Limits{}));
  if (options.json) {
    std::cout << JsonDocument(InspectionJson(*model, ModelName(options.path))) << '\n';
  } else {
    PrintInspection(std::cout, *model, ModelName(options.path));
  }
  return {};
}

}  // namespace

void AddInspectCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<InspectOptions>();
  CLI::App& command = *parent.add_subcommand("inspect", "Show the layers of a model and what each split would send");
  command.add_option("PATH", options->path, "A .tflite file, or a directory of per-layer files")->required();
  command.add_flag("--json", options->json, "Print a JSON document instead of a table");
  command.callback([options, &exit_code] { exit_code = Report(Inspect(*options)); });
}

}  // namespace sciot::app
