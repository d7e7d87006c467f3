#include <iostream>
#include <memory>

#include "commands.h"
#include "model/directory.h"

namespace sciot::app {
namespace {

struct SplitCommandOptions {
  std::string path;
  std::string directory;
  bool c_headers = true;
};

Status Split(const SplitCommandOptions& options) {
  SCIOT_ASSIGN(const auto model, model::LoadModel(options.path, model::Limits{}));
  SCIOT_TRY(model::SplitToDirectory(*model, options.directory, {.c_headers = options.c_headers}));
  std::cout << options.directory << ": " << model->layer_count() << " layers\n";
  return {};
}

}  // namespace

void AddSplitCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<SplitCommandOptions>();
  CLI::App& command = *parent.add_subcommand("split", "Write each layer of a model as a file of its own");
  command.add_option("PATH", options->path, "A .tflite file, or a directory of per-layer files")->required();
  command.add_option("DIR", options->directory, "Where model_<i>.tflite and wiring.json go; made if needed")
      ->required();
  command.add_flag("--c-headers,!--no-c-headers", options->c_headers,
                   "Also write each file as a C array, model_<i>.h, for firmware (the default)");
  command.callback([options, &exit_code] { exit_code = Report(Split(*options)); });
}

}  // namespace sciot::app
