// What ten thousand devices cost an edge: the memory of each, and whether a decision takes longer among them. A
// decision here is all that an inference asks of the planner: the device's times and link taken in and watched, the
// edge's too, and the next split chosen.
//
//   build/release/bench/device_scale [MODEL]      the 59-layer reference detector unless given, or fomo_digits
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/log.h"
#include "edge/planner.h"

namespace sciot {
namespace {

constexpr size_t kDevices = 10'000;
constexpr int kRounds = 200'000;

std::string DefaultModel() {
  const std::string reference = SCIOT_SOURCE_DIR "/../shared/reference/fomo59";
  return std::filesystem::exists(reference) ? reference : SCIOT_SOURCE_DIR "/models/fomo_digits.tflite";
}

size_t AllocatedBytes() {
  return mallinfo2().uordblks + mallinfo2().hblkhd;
}

std::string DeviceId(size_t number) {
  return "device-" + std::to_string(number);
}

class Bench {
 public:
  Status Prepare(const std::string& path) {
    options_.max_devices = kDevices;
    SCIOT_ASSIGN(model_, edge::HostedModel::Load({"model", path}, {}));
    SCIOT_ASSIGN(planner_, edge::Planner::Create(options_, clock_));
    edge_times_.assign(model_->layer_count(), std::chrono::microseconds(20));
    return planner_->Calibrate(*model_, edge_times_);
  }

  Status Measure() {
    SCIOT_TRY(Register(0));
    SCIOT_ASSIGN(const double alone_us, Decide(1, kRounds));
    const size_t before = AllocatedBytes();
    for (size_t number = 1; number < kDevices; ++number) SCIOT_TRY(Register(number));
    const size_t bytes = (AllocatedBytes() - before) / (kDevices - 1);
    SCIOT_ASSIGN(const double among_us, Decide(1, kRounds));
    SCIOT_ASSIGN(const double turns_us, Decide(kDevices, kRounds));
    std::printf("%zu layers, window %zu: %zu bytes for each of %zu devices\n", model_->layer_count(),
                options_.variance.window_size, bytes, kDevices);
    std::printf("a decision: %.2f us with one device, %.2f us among %zu, %.2f us when all take turns\n", alone_us,
                among_us, kDevices, turns_us);
    return {};
  }

 private:
  Status Register(size_t number) {
    const std::vector<double> times(model_->layer_count(), 200.0);
    const auto split = planner_->Register(*model_, DeviceId(number),
                                          {model_->sha256(), times, std::nullopt, {{900, 0, 2}, {9000, 16384, 2}}});
    return split.ok() ? Status() : split.error();
  }

  // Microseconds of one, over `rounds` of them by the first `devices` devices in turn.
  Result<double> Decide(size_t devices, int rounds) {
    protocol::InferRequest request;
    request.split = static_cast<uint32_t>(model_->layer_count() / 2);
    request.link = protocol::LinkSample{3000, 20'000, 2000};
    const std::span<const Duration> edge_times = std::span(edge_times_).subspan(*request.split);
    const TimePoint start = clock_.Now();
    for (int round = 0; round < rounds; ++round) {
      request.device_id = DeviceId(static_cast<size_t>(round) % devices);
      request.layer_us.assign(*request.split, 200.0 + round % 7);
      SCIOT_TRY(planner_->TakeInRequest(*model_, request));
      if (planner_->TakeInRun(*model_, request, edge_times, {})) continue;
      return Error{ErrorCode::kInternal, request.device_id + " is not registered"};
    }
    return std::chrono::duration<double, std::micro>(clock_.Now() - start).count() / rounds;
  }

  SteadyClock clock_;
  edge::EdgeOptions options_;
  std::unique_ptr<const edge::HostedModel> model_;
  std::unique_ptr<edge::Planner> planner_;
  std::vector<Duration> edge_times_;
};

Status Run(int argc, char** argv) {
  SCIOT_TRY(ConfigureLog("device_scale", "warn"));
  Bench bench;
  SCIOT_TRY(bench.Prepare(argc > 1 ? argv[1] : DefaultModel()));
  return bench.Measure();
}

}  // namespace
}  // namespace sciot

int main(int argc, char** argv) {
  const sciot::Status status = sciot::Run(argc, argv);
  if (!status.ok()) std::fprintf(stderr, "device_scale: %s\n", status.error().message.c_str());
  return status.ok() ? 0 : 1;
}
