#include "program.h"

#include <iostream>
#include <string>

#include "../io/command_line.h"
#include "commands.h"

namespace sciot::app {
namespace {

void AddCommands(CLI::App& app, ExitCode& exit_code) {
  app.require_subcommand(1);
  CLI::App& model = *app.add_subcommand("model", "Look into model files, take them apart, put them together");
  model.require_subcommand(1);
  AddInspectCommand(model, exit_code);
  AddSupportCommand(model, exit_code);
  AddSplitCommand(model, exit_code);
  AddJoinCommand(model, exit_code);
  AddRunCommand(app, exit_code);
  AddPlanCommand(app, exit_code);
  AddConfigCommand(app, exit_code);
  AddLinkCommand(app, exit_code);
  AddDemoCommand(app, exit_code);
}

}  // namespace

ExitCode Report(const Status& status) {
  if (status.ok()) return ExitCode::kOk;
  PrintError(kProgram, status.error());
  return ExitCode::kFailure;
}

ExitCode RunProgram(int argc, const char* const* argv) {
  ExitCode exit_code = ExitCode::kOk;
  CLI::App app("SCIoT tools: run, measure and cut TFLite models", kProgram);
  AddCommands(app, exit_code);
  const ExitCode ended = Parse(app, argc, argv).value_or(exit_code);
  if (std::cout.flush()) return ended;
  PrintError(kProgram, {ErrorCode::kInternal, "cannot write to standard output"});
  return ExitCode::kFailure;
}

}  // namespace sciot::app
