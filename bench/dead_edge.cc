// What an inference costs once the edge is dead, beside a device that runs all layers itself by order. The edge is a
// process of its own that is stopped, so that it is silent, and then killed, so that it refuses; rounds of all take
// turns, so that what else the machine does hits them alike.
//
//   build/release/bench/dead_edge [MODEL.tflite [SPLIT]]
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/log.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
#include "graph/tensor_name.h"
#include "sciot/device.h"
#include "transport/http/server.h"

namespace sciot {
namespace {

constexpr int kWarmUpRounds = 100;
constexpr size_t kRounds = 1000;

double Median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

// In the child: serves until it is killed, and writes its port first.
void ServeForever(const std::string& path, const std::string& split, int pipe) {
  const SteadyClock clock;
  edge::EdgeOptions options;
  options.models = {{std::filesystem::path(path).stem().string(), path}};
  options.inference_workers = 1;
  options.algorithm = "fixed:" + split;
  const auto service = edge::EdgeService::Create(options, clock);
  if (!service.ok()) return;
  const auto server = transport::http::Server::Listen({}, edge::HttpHandler(*service.value(), options));
  if (!server.ok()) return;
  server.value()->Start();
  const uint16_t port = server.value()->port();
  if (write(pipe, &port, sizeof(port)) != sizeof(port)) return;
  while (true) pause();
}

// An edge in a process of its own. Make it before any thread.
class EdgeProcess {
 public:
  EdgeProcess(const std::string& path, const std::string& split) {
    int ends[2];
    if (pipe(ends) != 0) return;
    process_ = fork();
    if (process_ == 0) {
      ServeForever(path, split, ends[1]);
      _exit(1);
    }
    close(ends[1]);
    if (read(ends[0], &port_, sizeof(port_)) != sizeof(port_)) port_ = 0;
    close(ends[0]);
  }
  ~EdgeProcess() { Kill(); }
  EdgeProcess(const EdgeProcess&) = delete;
  EdgeProcess& operator=(const EdgeProcess&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  bool is_there() const { return port_ != 0; }
  void Stop() const { kill(process_, SIGSTOP); }
  void Kill() {
    if (process_ > 0) kill(process_, SIGKILL);
    if (process_ > 0) waitpid(process_, nullptr, 0);
    process_ = 0;
  }

 private:
  pid_t process_ = 0;
  uint16_t port_ = 0;
};

enum Kind : size_t { kByOrder, kLostEdge, kWithSpool, kKinds };
using Kinds = std::array<Kind, kKinds>;
constexpr Kinds kOrder = {kByOrder, kLostEdge, kWithSpool};

// What inferences took in one state of the edge.
struct Times {
  const char* state;
  std::array<std::vector<double>, kKinds> us = {};
  double first_us = 0;

  void Print() const {
    const double base = Median(us[kByOrder]);
    const double lost = Median(us[kLostEdge]);
    const double kept = Median(us[kWithSpool]);
    std::printf(
        "%s: all here by order %.1f us, lost its edge %.1f us (%+.1f %%), with a spool %.1f us (%+.1f %%); the first "
        "took %.1f ms\n",
        state, base, lost, 100 * (lost / base - 1), kept, 100 * (kept / base - 1), first_us / 1000);
  }
};

class Bench {
 public:
  Bench() = default;
  ~Bench() {
    devices_ = {};
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Status Prepare(const std::string& path, const std::string& url, const Kinds& order) {
    SCIOT_ASSIGN(model_, model::LoadModel(path, {}));
    for (const TensorSpec& spec : graph::InputSpecs(model_->graph())) inputs_.emplace_back(spec.byte_size());
    views_.assign(inputs_.begin(), inputs_.end());
    for (const Kind kind : order) {
      DeviceOptions options;
      options.edge_url = url;
      options.model = path;
      options.device_id = "device-" + std::to_string(kind);
      if (kind == kByOrder) options.split = static_cast<uint32_t>(model_->layer_count());
      if (kind == kWithSpool) options.spool.path = folder_ / "spool.sqlite";
      SCIOT_ASSIGN(devices_[kind], Device::Open(options));
    }
    return {};
  }

  // The edge lives: until those that use it know what to expect.
  Status WarmUp() {
    for (int round = 0; round < kWarmUpRounds; ++round) {
      for (const Kind kind : kOrder) {
        SCIOT_ASSIGN(const Inference inference, devices_[kind]->Infer(views_));
        const bool is_used = kind == kByOrder || inference.source != InferenceSource::kDevice;
        if (round + 1 < kWarmUpRounds || is_used) continue;
        return Error{ErrorCode::kInternal, "the edge is not used: " + inference.edge_failure};
      }
    }
    return {};
  }

  Status Measure(Times& times) {
    for (size_t round = 0; round < kRounds; ++round) {
      for (size_t turn = 0; turn < kKinds; ++turn) {
        const Kind kind = kOrder[(kLostEdge + round + (round % 2 == 0 ? turn : kKinds - turn)) % kKinds];
        SCIOT_ASSIGN(const double us, RunOn(*devices_[kind]));
        if (round > 0) times.us[kind].push_back(us);
        if (round == 0 && kind == kLostEdge) times.first_us = std::max(times.first_us, us);
      }
    }
    return {};
  }

 private:
  using Microseconds = std::chrono::duration<double, std::micro>;

  Result<double> RunOn(Device& device) {
    const TimePoint started = clock_.Now();
    SCIOT_TRY(device.Infer(views_));
    return Microseconds(clock_.Now() - started).count();
  }

  SteadyClock clock_;
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("sciot-dead-edge-" + std::to_string(getpid()));
  std::shared_ptr<const model::Model> model_;
  std::vector<Bytes> inputs_;
  std::vector<ByteView> views_;
  std::array<std::unique_ptr<Device>, kKinds> devices_;
};

Status Run(const std::string& path, const std::string& split) {
  const Error no_edge{ErrorCode::kInternal, "no edge serves " + path + " at split " + split};
  std::array<EdgeProcess, kKinds> edges = {EdgeProcess(path, split), EdgeProcess(path, split),
                                           EdgeProcess(path, split)};
  Times silent{"silent edge"};
  Times killed{"edge killed"};
  // Each kind is opened first, second and last once: its place in memory alone makes a percent.
  Kinds order = kOrder;
  for (EdgeProcess& edge : edges) {
    if (!edge.is_there()) return no_edge;
    Bench bench;
    SCIOT_TRY(bench.Prepare(path, edge.url(), order));
    SCIOT_TRY(bench.WarmUp());
    edge.Stop();
    SCIOT_TRY(bench.Measure(silent));
    edge.Kill();
    SCIOT_TRY(bench.Measure(killed));
    std::rotate(order.begin(), order.begin() + 1, order.end());
  }
  silent.Print();
  killed.Print();
  return {};
}

}  // namespace
}  // namespace sciot

int main(int argc, char** argv) {
  static_cast<void>(sciot::ConfigureLog("dead_edge", "off"));
  const std::string path = argc > 1 ? argv[1] : SCIOT_SOURCE_DIR "/models/fomo_digits.tflite";
  const sciot::Status status = sciot::Run(path, argc > 2 ? argv[2] : "10");
  if (status.ok()) return 0;
  std::fprintf(stderr, "dead_edge: %s\n", status.error().message.c_str());
  return 1;
}
