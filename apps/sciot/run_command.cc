#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>

#include "../io/input_files.h"
#include "../io/result_text.h"
#include "../io/tensor_json.h"
#include "base/file.h"
#include "commands.h"
#include "layer_profile.h"
#include "layer_range.h"
#include "profile_document.h"
#include "random_input.h"
#include "range_runner.h"
#include "run_report.h"
#include "split_check.h"
#include "vision/sidecar.h"

namespace sciot::app {
namespace {

constexpr uint32_t kMaxThreads = 256;
constexpr uint32_t kMaxRepeat = 1'000'000;
constexpr const char* kFusedAlways = "always";

struct RunOptions {
  std::string model;
  std::vector<std::string> inputs;
  std::string layers;            // "A:B"; empty: all
  std::string output_directory;  // empty: none, as below
  std::string dump_directory;
  bool check_splits = false;
  bool profile = false;
  std::string profile_output;  // file; empty: none
  bool json = false;
  uint32_t threads = 1;
  std::string fused = "off";
  uint32_t repeat = 20;  // measured runs of --profile
};

engine::Fused FusedBy(const std::string& name) {
  if (name == kFusedAlways) return engine::Fused::kAlways;
  return engine::FusedOf(name).value_or(engine::Fused::kOff);
}

// Workers of the engine spin, so more of them than cores only slows each down.
engine::Options EngineOptions(const RunOptions& options) {
  return {.threads = std::clamp(options.threads, 1U, std::max(1U, std::thread::hardware_concurrency())),
          .fused = FusedBy(options.fused)};
}

class RunCommand {
 public:
  explicit RunCommand(const RunOptions& options) : options_(options) {}

  ExitCode Execute();

 private:
  Status LoadFiles();
  // What the command line means for this model; a fault is the user's.
  Status ResolveOptions();
  Status Work();

  bool NeedsInput() const { return !options_.check_splits && !options_.profile; }
  Status LoadAllInputs();
  Status PrepareDirectories() const;
  Status RunOnce(RunReport& report, RangeRunner& runner, size_t index);
  Result<InferenceReport> Interpret(RangeRunner& runner, const InputFiles& files, const vision::Frame& frame) const;
  Status CheckAllSplits(RunReport& report);
  Status WriteProfile(const LayerProfile& profile) const;

  const RunOptions& options_;
  SteadyClock clock_;
  std::shared_ptr<const model::Model> model_;
  vision::Sidecar sidecar_;
  LayerRange range_;
  std::vector<InputFiles> files_;    // none: random input
  std::vector<ModelInputs> inputs_;  // of each of files_, or the random ones
  ExitCode exit_code_ = ExitCode::kOk;
};

ExitCode RunCommand::Execute() {
  if (Status loaded = LoadFiles(); !loaded.ok()) return Report(loaded);
  if (Status resolved = ResolveOptions(); !resolved.ok()) {
    PrintError(kProgram, resolved.error());
    return ExitCode::kUsage;
  }
  const ExitCode worked = Report(Work());
  return worked == ExitCode::kOk ? exit_code_ : worked;
}

Status RunCommand::LoadFiles() {
  SCIOT_ASSIGN(model_, model::LoadModel(options_.model, model::Limits{}));
  SCIOT_ASSIGN(sidecar_, vision::LoadSidecar(options_.model));
  return {};
}

Status RunCommand::ResolveOptions() {
  range_ = {0, model_->layer_count()};
  if (!options_.layers.empty()) {
    SCIOT_ASSIGN(range_, ParseLayerRange(options_.layers, model_->layer_count()));
  }
  const size_t expected = RangeInputs(*model_, range_).size();
  if (options_.inputs.size() == expected || (options_.inputs.empty() && !NeedsInput())) return {};
  return Error{ErrorCode::kInvalidArgument, std::to_string(options_.inputs.size()) + " inputs given, " +
                                                std::to_string(expected) + " needed, each with its own --input"};
}

Status RunCommand::Work() {
  SCIOT_TRY(LoadAllInputs());
  SCIOT_TRY(PrepareDirectories());
  SCIOT_ASSIGN(const auto runner, RangeRunner::Create(model_, range_, EngineOptions(options_), clock_));
  RunReport report(*model_, range_, options_.json ? ReportForm::kJson : ReportForm::kText, std::cout);
  for (size_t i = 0; i < inputs_.size(); ++i) SCIOT_TRY(RunOnce(report, *runner, i));
  if (options_.profile) {
    SCIOT_ASSIGN(const LayerProfile profile, ProfileLayers(*runner, inputs_.front().tensors, options_.repeat));
    report.AddProfile(profile, options_.repeat);
    if (!options_.profile_output.empty()) SCIOT_TRY(WriteProfile(profile));
  }
  if (!options_.output_directory.empty()) SCIOT_TRY(runner->WriteOutputs(options_.output_directory));
  if (options_.check_splits) SCIOT_TRY(CheckAllSplits(report));
  report.Finish();
  return {};
}

Status RunCommand::LoadAllInputs() {
  const std::vector<TensorSpec> specs = SpecsOf(model_->graph(), RangeInputs(*model_, range_));
  if (options_.inputs.empty()) {
    std::vector<Bytes>& random = inputs_.emplace_back().tensors;
    for (const TensorSpec& spec : specs) random.push_back(RandomTensor(spec, kRandomInputSeed));
    return {};
  }
  const std::vector<std::filesystem::path> given(options_.inputs.begin(), options_.inputs.end());
  SCIOT_ASSIGN(files_, ListInputs(given, specs.size(), InputLimits{}));
  for (const InputFiles& files : files_) {
    SCIOT_ASSIGN(ModelInputs inputs, LoadInputs(files, specs, sidecar_, InputLimits{}));
    inputs_.push_back(std::move(inputs));
  }
  return {};
}

// Made before the work, so that a directory that cannot be costs no time.
Status RunCommand::PrepareDirectories() const {
  for (const std::string& directory : {options_.output_directory, options_.dump_directory}) {
    if (directory.empty()) continue;
    if (inputs_.size() > 1) {
      return Error{ErrorCode::kInvalidArgument,
                   directory + ": holds the tensors of one input, " + std::to_string(inputs_.size()) + " are given"};
    }
    SCIOT_TRY(MakeDirectory(directory));
  }
  return {};
}

// Results of random input mean nothing and are not shown.
Status RunCommand::RunOnce(RunReport& report, RangeRunner& runner, size_t index) {
  const std::vector<Bytes>& tensors = inputs_[index].tensors;
  if (options_.dump_directory.empty()) {
    SCIOT_TRY(runner.Run(tensors));
  } else {
    SCIOT_TRY(runner.RunAndDump(tensors, options_.dump_directory));
  }
  if (files_.empty()) return {};
  SCIOT_ASSIGN(const InferenceReport inference, Interpret(runner, files_[index], inputs_[index].frame));
  report.AddInference(inference);
  return {};
}

// The sidecar says how the whole of the outputs is read; a part of them is shown as it is.
Result<InferenceReport> RunCommand::Interpret(RangeRunner& runner, const InputFiles& files,
                                              const vision::Frame& frame) const {
  InferenceReport report{
      .files = files, .outputs = graph::OutputsMadeBy(model_->graph(), range_.first, range_.end), .result = {}};
  std::vector<OutputTensor> outputs;
  for (graph::TensorId id : report.outputs) {
    outputs.push_back({model_->graph().tensors[id].spec, runner.value(id)});
  }
  const bool is_whole = MakesAllOutputs(*model_, range_);
  if (!is_whole) {
    report.result = RawResult(outputs);
    return report;
  }
  SCIOT_ASSIGN(report.result, ReadResult(sidecar_, outputs, frame));
  return report;
}

Status RunCommand::WriteProfile(const LayerProfile& profile) const {
  const uint32_t threads = EngineOptions(options_).threads;
  const std::string text = JsonDocument(ProfileDocument(*model_, range_, profile, options_.repeat, threads)) + "\n";
  return WriteFile(options_.profile_output, AsBytes(text));
}

Status RunCommand::CheckAllSplits(RunReport& report) {
  engine::Options layered = EngineOptions(options_);
  layered.fused = engine::Fused::kOff;  // what is folded rounds differently
  SCIOT_ASSIGN(const SplitCheck check, CheckSplits(model_, inputs_, layered));
  report.AddSplitCheck(check);
  if (!check.different.empty()) exit_code_ = ExitCode::kFailure;
  return {};
}

void AddOptions(CLI::App& command, RunOptions& options) {
  command.add_option("MODEL", options.model, "A .tflite file, or a directory of per-layer files")->required();
  command
      .add_option("--input", options.inputs,
                  "PNG or JPEG image, raw tensor (.f32 .i8 .u8 .bin), or a directory of them; once for each "
                  "input. Random where left out with --check-splits or --profile")
      ->allow_extra_args(false);
  CLI::Option* layers = command.add_option(
      "--layers", options.layers,
      "A:B runs layers A to B-1 only; with A > 0 the inputs are the tensors of cut A, ascending by index");
  command.add_option("--output-dir", options.output_directory,
                     "Write output <j> of the model as output_<j>.bin; with --layers A:B also cut B, as t<index>.bin");
  command.add_option("--dump", options.dump_directory, "Write the first output of layer <i> as layer_<i>.bin");
  command
      .add_flag("--check-splits", options.check_splits,
                "Compare every split with the unsplit run; always layer by layer, whatever --fused says")
      ->excludes(layers);
  CLI::Option* profile = command.add_flag("--profile", options.profile, "Measure each layer");
  command
      .add_option("--profile-output", options.profile_output,
                  "Write what --profile measures to a file, for `sciot plan`")
      ->type_name("FILE")
      ->needs(profile)
      ->excludes(layers);
  command.add_option("--repeat", options.repeat, "Runs that --profile takes the median of")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxRepeat));
  command.add_option("--threads", options.threads, "Threads of one inference, at most one for each core")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxThreads));
  command
      .add_option("--fused", options.fused,
                  "auto: fold adjacent operators of ranges in use where that is faster; results differ within float "
                  "tolerance. always: wherever something folds, from the first run on")
      ->capture_default_str()
      ->check(CLI::IsMember({"off", "auto", kFusedAlways}));
  command.add_flag("--json", options.json, "Print one JSON document instead of text");
}

}  // namespace

void AddRunCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App& command = *parent.add_subcommand("run", "Run a model, or some of its layers, on this machine");
  AddOptions(command, *options);
  command.callback([options, &exit_code] { exit_code = RunCommand(*options).Execute(); });
}

}  // namespace sciot::app
