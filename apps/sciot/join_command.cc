#include <iostream>
#include <memory>

#include "base/file.h"
#include "commands.h"
#include "model/directory.h"

namespace sciot::app {
namespace {

struct JoinOptions {
  std::string directory;
  std::string file;
};

// The joined file is loaded before it is written: a directory whose files do not go together leaves nothing
// behind.
Status Join(const JoinOptions& options) {
  SCIOT_ASSIGN(const Bytes joined, model::JoinDirectory(options.directory, model::Limits{}));
  SCIOT_ASSIGN(const auto model, model::LoadModelBytes(joined, model::Limits{}));
  SCIOT_TRY(WriteFile(options.file, joined));
  std::cout << options.file << ": " << model->layer_count() << " layers, " << joined.size() << " bytes\n";
  return {};
}

}  // namespace

void AddJoinCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<JoinOptions>();
  CLI::App& command = *parent.add_subcommand("join", "Make one .tflite of a directory of per-layer files");
  command.add_option("DIR", options->directory, "Directory of model_<i>.tflite or submodel_<i>.tflite files")
      ->required();
  command.add_option("FILE", options->file, "The .tflite to write; it keeps the layers of the directory")->required();
  command.callback([options, &exit_code] { exit_code = Report(Join(*options)); });
}

}  // namespace sciot::app
