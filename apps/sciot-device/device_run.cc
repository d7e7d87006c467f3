#include "device_run.h"

#include <algorithm>
#include <chrono>

#include "../io/signals.h"
#include "base/file.h"
#include "base/program_pages.h"
#include "device_report.h"
#include "vision/sidecar.h"

namespace sciot::app {
namespace {

class DeviceRun {
 public:
  DeviceRun(Device& device, const RunPlan& plan, const ReloadPlan& reload, std::ostream& out)
      : device_(device), plan_(plan), reload_(reload), out_(out) {}

  Status Prepare() {
    SCIOT_ASSIGN(sidecar_, vision::ParseSidecar(device_.sidecar()));
    SCIOT_ASSIGN(files_, ListInputs(plan_.inputs, device_.inputs().size(), InputLimits{}));
    return {};
  }

  Status Loop() {
    const uint64_t count = plan_.count.value_or(files_.size());
    auto started = SteadyTime::clock::now() - plan_.interval;
    for (uint64_t number = 0; count == 0 || number < count; ++number) {
      if (MustStopBefore(started)) return {};
      started = SteadyTime::clock::now();
      SCIOT_TRY(InferOnce(number));
    }
    return {};
  }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // Waits until the interval since the last start is over, and serves the signals that come.
  bool MustStopBefore(SteadyTime last_start) {
    while (true) {
      const auto wait = last_start + plan_.interval - SteadyTime::clock::now();
      const auto signal = TakeSignal(std::max<std::chrono::nanoseconds>(wait, std::chrono::nanoseconds::zero()));
      if (!signal) return false;
      if (*signal == Signal::kStop) return true;
      reload_(plan_);
    }
  }

  Status InferOnce(uint64_t number) {
    const InputFiles& files = files_[number % files_.size()];
    SCIOT_ASSIGN(const ModelInputs inputs, LoadInputs(files, device_.inputs(), sidecar_, InputLimits{}));
    const std::vector<std::span<const std::byte>> views(inputs.tensors.begin(), inputs.tensors.end());
    SCIOT_ASSIGN(const Inference inference, device_.Infer(views));
    std::vector<OutputTensor> outputs;
    for (size_t j = 0; j < inference.outputs.size(); ++j) {
      outputs.push_back({device_.outputs()[j], inference.outputs[j]});
    }
    SCIOT_ASSIGN(ResultText result, ReadResult(sidecar_, outputs, inputs.frame));
    if (sidecar_.output.kind == vision::OutputKind::kRaw) SCIOT_TRY(WriteOutputs(number, outputs, result));
    if (out_ << InferenceLine(inference, files, result, plan_.form) << std::endl) return {};
    return Error{ErrorCode::kInternal, "cannot write to standard output"};
  }

  Status WriteOutputs(uint64_t number, const std::vector<OutputTensor>& outputs, ResultText& result) {
    SCIOT_TRY(MakeDirectory(plan_.output_directory));
    for (size_t j = 0; j < outputs.size(); ++j) {
      const std::string name = std::to_string(number) + "_output_" + std::to_string(j) + ".bin";
      const std::filesystem::path path = plan_.output_directory / name;
      SCIOT_TRY(WriteFile(path, outputs[j].bytes));
      result.text += (j == 0 ? " -> " : ", ") + path.string();
      result.json["outputs"][j]["file"] = path.string();
    }
    return {};
  }

  Device& device_;
  RunPlan plan_;
  const ReloadPlan& reload_;
  std::ostream& out_;
  vision::Sidecar sidecar_;
  std::vector<InputFiles> files_;
};

}  // namespace

Status RunDevice(Device& device, const RunPlan& plan, const ReloadPlan& reload, std::ostream& out) {
  DeviceRun run(device, plan, reload, out);
  SCIOT_TRY(run.Prepare());
  ReleaseProgramPages();
  return run.Loop();
}

}  // namespace sciot::app
