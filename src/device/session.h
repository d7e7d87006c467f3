// Inferences shared between this device and an edge.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "device/arrangement.h"
#include "device/coordinator.h"
#include "device/edge_client.h"
#include "device/outbox.h"
#include "device/slowdown.h"
#include "engine/engine.h"
#include "engine/layer_delay.h"
#include "model/model.h"
#include "profile/layer_profile.h"
#include "profile/window_detector.h"
#include "sciot/delay.h"
#include "sciot/device.h"
#include "sciot/result.h"

namespace sciot::device {

struct SessionOptions {
  // What the coordinator is told; the session fills in the model's SHA-256.
  CoordinatorOptions coordinator;
  engine::Options engine;
  // Orders of the layers kept beside the model's own, >= 1.
  size_t max_orders = 2;
  // Runs of all layers at the start, to learn what each takes here.
  size_t calibration_runs = 3;
  // The device waits for an answer so many times as long as the edge expects, so many times as long as it needs to
  // finish alone, or `least_deadline`: whichever is longest, within the client's timeout.
  double deadline_factor = 2;
  double deadline_alone_factor = 1;
  Duration least_deadline = std::chrono::milliseconds(100);
  // An answer that took so many times longer or shorter than expected is a surprise: the link is looked at.
  double surprise_factor = 1.5;
  // Notices layers that no longer take the time they took here.
  profile::VarianceOptions variance;
  // Each layer takes so many times as long; >= 1.
  double slowdown = 1;
  // Whether results in the outbox hold the model's outputs.
  bool keeps_outputs = true;
  // Simulated after each layer, inside its time.
  DelayOptions computation_delay;
};

// The edge, once for inferences, once for the coordinator's thread, and once for the outbox, which takes it before the
// session starts.
using EdgeClients = ByPurpose<EdgeClient>;

// One thread at a time.
class Session {
 public:
  // Measures every layer and registers at the edge. An edge that cannot be reached is no error: all layers
  // run here until it can. One that refuses this device or its model is, unless another takes it. `clock` must outlive
  // the session. With an outbox each result that the edge has no record of is on disk before Infer returns.
  static Result<std::unique_ptr<Session>> Create(std::shared_ptr<const model::Model> model, SessionOptions options,
                                                 EdgeClients edge, const Clock& clock,
                                                 std::unique_ptr<Outbox> outbox = nullptr);

  // Runs the model on `inputs`, one for each of the model's, little endian. The outputs are valid until the
  // next call. Errors are about the inputs; whatever goes wrong at the edge is made good here.
  Result<Inference> Infer(std::span<const ByteView> inputs);

  // Null without one.
  Outbox* outbox() { return outbox_.get(); }

  const model::Model& model() const { return *model_; }
  size_t layer_count() const { return model_->layer_count(); }
  const std::vector<TensorSpec>& input_specs() const { return input_specs_; }
  const std::vector<TensorSpec>& output_specs() const { return output_specs_; }

 private:
  Session(std::shared_ptr<const model::Model> model, SessionOptions options, const Clock& clock);

  Status Start(EdgeClients edge);
  Status CheckInputs(std::span<const ByteView> inputs) const;
  // Sets arrangement_ to what runs `order`; where that cannot be, all layers run here.
  void Arrange(SplitOrder& order);
  engine::Engine& engine() { return *arrangement_->engine; }
  const graph::Graph& graph() const { return *arrangement_->partition.graph; }
  bool is_natural() const { return arrangement_->observer == nullptr; }
  const std::vector<graph::TensorId>& CutAt(size_t split) const;
  // Runs layers, by their places in the arrangement, and adds their time to `inference`.
  Status RunLayers(size_t first, size_t end, Inference& inference);
  // Layers from inference.split on: at the edge, or here if that fails.
  Status Finish(Inference& inference);
  Status RunAtEdge(Inference& inference);
  // How long to wait for the answer, where the edge said what it expects.
  std::optional<Duration> Deadline(size_t split) const;
  // At split 0 nothing shows how fast this device is. So it times its first layer while it waits, where that is
  // expected to be over before the answer comes. Leaves the inputs as they are.
  void TimeFirstLayer(size_t split);
  bool IsSurprise(Duration wait) const;
  // Exchanges that the edge was not told of, the last of them without an answer after `waited`.
  std::vector<protocol::LinkSample> LostExchanges(Duration waited);
  protocol::InferRequest MakeRequest(const Inference& inference);
  Status CheckOutputs(size_t split) const;
  void TakeTimes(Inference& inference);
  // The layers in places [first, end) took these times.
  void Watch(size_t first, size_t end, std::span<const Duration> times);
  // All layers ran here, which the edge learns: at once where it asked for it, or where their times have changed.
  void ReportLocalRun(const std::string& id, protocol::SplitReason reason);
  void KeepRun(const LocalRun& run);
  // Puts the result into the outbox, unless the edge has it.
  void KeepResult(Inference& inference);
  // Output j, from the engine or from the answer.
  ByteView Output(size_t index, size_t split, bool from_edge);

  std::shared_ptr<const model::Model> model_;
  const SessionOptions options_;
  const Clock& clock_;
  Slowdown slowdown_;
  engine::LayerDelay layer_delay_;
  std::vector<TensorSpec> input_specs_;
  std::vector<TensorSpec> output_specs_;
  profile::LayerProfile layers_;  // what each takes here
  double announced_seconds_ = 0;  // of all layers, when the edge was last told of a change at once
  std::unique_ptr<Arrangements> arrangements_;
  Arrangement* arrangement_ = nullptr;  // of the current inference
  std::unique_ptr<EdgeClient> edge_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Coordinator> coordinator_;  // uses the outbox
  std::vector<Duration> place_times_;         // of the current inference, by place in the arrangement
  std::vector<Duration> layer_times_;         // the same by layer
  std::vector<double> idle_us_;               // of the first layer, run while waiting; not reported yet
  std::optional<Duration> expected_wait_;     // of the current inference
  uint64_t request_bytes_ = 0;                // of its tensors
  InferAnswer answer_;                        // of the current inference
  std::optional<protocol::LinkSample> link_;  // of the last exchange
  std::string id_prefix_;
  uint64_t inferences_ = 0;
  bool is_spool_failing_ = false;
};

}  // namespace sciot::device
