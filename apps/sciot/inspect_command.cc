#include <iostream>
#include <memory>

#include "base/file.h"
#include "commands.h"
#include "inspection.h"
#include "model/directory.h"
#include "support.h"

namespace sciot::app {
namespace {

struct InspectOptions {
  std::string path;
  bool json = false;
};

// The .tflite at the path, or what a directory is joined to.
Result<Bytes> ReadModelFile(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return model::JoinDirectory(path, model::Limits{});
  return ReadFile(path, model::Limits{}.max_file_bytes);
}

void ShowSupport(const InspectOptions& options, const Support& support) {
  const std::string name = ModelName(options.path);
  if (!options.json) return PrintSupport(std::cout, support, name);
  Json document = {{"name", name}, {"sha256", support.sha256}};
  document.update(SupportJson(support));
  std::cout << JsonDocument(document) << '\n';
}

void ShowModel(const InspectOptions& options, const Support& support, const model::Model& model) {
  const std::string name = ModelName(options.path);
  if (!options.json) return PrintInspection(std::cout, model, name);
  Json document = InspectionJson(model, name);
  document.update(SupportJson(support));
  std::cout << JsonDocument(document) << '\n';
}

Result<ExitCode> Inspect(const InspectOptions& options) {
  SCIOT_ASSIGN(const Bytes file, ReadModelFile(options.path));
  Result<Support> support = ExamineSupport(file);
  if (!support.ok()) return WithContext(support.error(), options.path);
  if (!support.value().runs()) {
    ShowSupport(options, support.value());
    return ExitCode::kUnsupported;
  }
  SCIOT_ASSIGN(const auto model, model::LoadModelBytes(file, model::Limits{}));
  ShowModel(options, support.value(), *model);
  return ExitCode::kOk;
}

}  // namespace

void AddInspectCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<InspectOptions>();
  CLI::App& command = *parent.add_subcommand(
      "inspect",
      "Show whether a model can be run here and what is in its way; its layers and what each split would send");
  command.add_option("PATH", options->path, "A .tflite file, or a directory of per-layer files")->required();
  command.add_flag("--json", options->json, "Print a JSON document instead of a table");
  command.callback([options, &exit_code] {
    const Result<ExitCode> ended = Inspect(*options);
    exit_code = ended.ok() ? ended.value() : Report(ended.error());
  });
}

}  // namespace sciot::app
