// What serving adds to an inference: the same layers on a bare engine, and through an HTTP server on loopback over a
// kept connection. Rounds of both take turns in one process, so that what else the machine does hits both.
//
//   build/release/bench/serving_overhead [MODEL.tflite [SPLIT]]
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "device/http_edge_client.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
#include "engine/engine.h"
#include "graph/tensor_name.h"
#include "transport/http/server.h"

namespace sciot {
namespace {

constexpr int kWarmUpRounds = 200;
constexpr int kRounds = 2000;

double Median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

class Bench {
 public:
  Status Prepare(const std::string& path, std::optional<size_t> split) {
    options_.models = {{"model", path}};
    options_.inference_workers = 1;
    SCIOT_ASSIGN(service_, edge::EdgeService::Create(options_, clock_));
    SCIOT_ASSIGN(server_, transport::http::Server::Listen({}, edge::HttpHandler(*service_, options_)));
    server_->Start();
    SCIOT_ASSIGN(model_, model::LoadModel(path, {}));
    const std::shared_ptr<const graph::Graph> graph(model_, &model_->graph());
    SCIOT_ASSIGN(engine_, engine::Engine::Create(graph, {}, clock_));
    split_ = split.value_or(model_->layer_count() / 2);
    if (split_ >= model_->layer_count()) {
      return Error{ErrorCode::kInvalidArgument, "split " + std::to_string(split_) + " leaves nothing to the edge"};
    }
    client_ = std::make_unique<device::HttpEdgeClient>(
        std::make_unique<transport::http::Client>(transport::http::Url{"127.0.0.1", server_->port(), ""}),
        device::HttpEdgeClientOptions{}, clock_);
    return {};
  }

  Status Measure() {
    std::vector<double> bare;
    std::vector<double> served;
    for (int round = 0; round < kWarmUpRounds + kRounds; ++round) {
      SCIOT_ASSIGN(const double bare_us, RunBare());
      SCIOT_ASSIGN(const double served_us, RunServed());
      if (round < kWarmUpRounds) continue;
      bare.push_back(bare_us);
      served.push_back(served_us);
    }
    std::printf("layers %zu..%zu: bare engine %.0f us, served %.0f us, serving adds %.0f us (medians of %d)\n", split_,
                model_->layer_count() - 1, Median(bare), Median(served), Median(served) - Median(bare), kRounds);
    return {};
  }

 private:
  double MicrosecondsSince(TimePoint start) const {
    return std::chrono::duration<double, std::micro>(clock_.Now() - start).count();
  }

  Result<double> RunBare() {
    std::vector<Duration> times(model_->layer_count() - split_);
    const TimePoint start = clock_.Now();
    SCIOT_TRY(engine_->Run(split_, model_->layer_count(), times));
    return MicrosecondsSince(start);
  }

  Result<double> RunServed() {
    protocol::InferRequest request;
    request.split = static_cast<uint32_t>(split_);
    request.default_output_encoding = protocol::Encoding::kBinary;
    for (graph::TensorId id : model_->cuts()[split_].tensors) {
      protocol::Tensor& tensor = request.inputs.emplace_back();
      tensor.spec = model_->graph().tensors[id].spec;
      tensor.spec.name = graph::CutTensorName(id);
      tensor.view = engine_->tensor(id);
    }
    const TimePoint start = clock_.Now();
    SCIOT_ASSIGN(const device::InferAnswer answer, client_->Infer("model", request, {}));
    return MicrosecondsSince(start);
  }

  SteadyClock clock_;
  edge::EdgeOptions options_;
  std::unique_ptr<edge::EdgeService> service_;
  std::unique_ptr<transport::http::Server> server_;
  std::shared_ptr<const model::Model> model_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<device::HttpEdgeClient> client_;
  size_t split_ = 0;
};

Result<std::optional<size_t>> ParseSplit(int argc, char** argv) {
  if (argc < 3) return std::optional<size_t>();
  const std::string text = argv[2];
  size_t split = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), split);
  if (failure == std::errc() && end == text.data() + text.size()) return std::optional(split);
  return Error{ErrorCode::kInvalidArgument, "'" + text + "' is not a split"};
}

Status Run(int argc, char** argv) {
  SCIOT_ASSIGN(const std::optional<size_t> split, ParseSplit(argc, argv));
  Bench bench;
  SCIOT_TRY(bench.Prepare(argc > 1 ? argv[1] : SCIOT_SOURCE_DIR "/models/fomo_digits.tflite", split));
  return bench.Measure();
}

}  // namespace
}  // namespace sciot

int main(int argc, char** argv) {
  const sciot::Status status = sciot::Run(argc, argv);
  if (!status.ok()) std::fprintf(stderr, "serving_overhead: %s\n", status.error().message.c_str());
  return status.ok() ? 0 : 1;
}
