#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "../commands.h"
#include "demo_story.h"
#include "model/model.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string model;
  std::string input;
};

Result<fs::path> ProgramDirectory() {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  if (failure) return Error{ErrorCode::kInternal, "cannot find this program: " + failure.message()};
  return program.parent_path();
}

// A file of models/, from where it was installed or from the source tree this was built in.
Result<std::string> FindData(const fs::path& programs, const char* name) {
  std::error_code ignored;
  for (const char* place : {"../share/sciot/models", "../../../models"}) {
    const fs::path path = (programs / place / name).lexically_normal();
    if (fs::exists(path, ignored)) return path.string();
  }
  return Error{ErrorCode::kNotFound, std::string("the demo's ") + name + " is missing; give --model and --input"};
}

Result<DemoOptions> MakeOptions(const Arguments& arguments) {
  DemoOptions options;
  SCIOT_ASSIGN(options.programs, ProgramDirectory());
  const auto chosen = [&](const std::string& given, const char* shipped) -> Result<std::string> {
    return given.empty() ? FindData(options.programs, shipped) : given;
  };
  SCIOT_ASSIGN(options.model, chosen(arguments.model, "fomo_digits.tflite"));
  SCIOT_ASSIGN(options.input, chosen(arguments.input, "samples"));
  SCIOT_ASSIGN(const auto model, model::LoadModel(options.model, {}));
  options.layer_count = model->layer_count();
  return options;
}

Status RunDemo(const Arguments& arguments) {
  SCIOT_ASSIGN(const DemoOptions options, MakeOptions(arguments));
  DemoScreen screen(std::cout, isatty(STDOUT_FILENO) == 1);
  screen.Say("A device shares the " + std::to_string(options.layer_count) + " layers of " +
             options.model.filename().string() + " with an edge; split k: it runs layers 0 to k-1 itself.");
  DemoStory story(options, screen);
  SCIOT_TRY(story.Play());
  std::cout << '\n';
  PrintSummary(std::cout, story.phases(), story.all_device_ms(), options.layer_count);
  std::cout << '\n'
            << story.inferences() << " inferences, " << story.different()
            << " with another result than the device's own\n"
            << story.lost() << " inferences lost" << std::endl;
  if (story.lost() == 0 && story.different() == 0) return {};
  return Error{ErrorCode::kInternal, "inferences were lost or changed"};
}

}  // namespace

void AddDemoCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App& command = *parent.add_subcommand("demo", "A device, an edge and a bad link on this machine; half a minute");
  command.add_option("--model", arguments->model, "A .tflite file; the shipped digit detector unless given");
  command.add_option("--input", arguments->input, "Its input, as of sciot-device; the shipped samples unless given");
  command.callback([arguments, &exit_code] { exit_code = Report(RunDemo(*arguments)); });
}

}  // namespace sciot::app
