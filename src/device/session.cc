#include "device/session.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <random>

#include "base/log.h"
#include "engine/calibration.h"
#include "graph/cut.h"
#include "graph/order.h"
#include "graph/tensor_name.h"

namespace sciot::device {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

// Tells the inferences of this run from those of a device of the same name before a restart.
std::string RandomToken() {
  std::random_device random;
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", static_cast<unsigned>(random()));
  return text.data();
}

std::unique_ptr<profile::VarianceDetector> MakeDetector(size_t layer_count, const profile::VarianceOptions& options) {
  if (!options.enabled) return nullptr;
  return std::make_unique<profile::WindowDetector>(layer_count, options);
}

// Of the layers from `first` on.
double SecondsFrom(size_t first, const profile::LayerTimes& times) {
  std::vector<double> sums(times.layer_count() + 1);
  times.PrefixSums(sums);
  return sums.back() - sums[first];
}

Status CheckFixed(const model::Model& model, const CoordinatorOptions& options) {
  if (options.fixed_split > model.layer_count()) {
    return Error{ErrorCode::kInvalidArgument, "split " + std::to_string(*options.fixed_split) + " is out of range 0.." +
                                                  std::to_string(model.layer_count())};
  }
  return graph::CheckClosed(model.graph(), options.fixed_layers);
}

protocol::InferenceResult ResultOf(const Inference& inference) {
  return {.request_id = inference.id,
          .model = "",
          .timestamp_us = MicrosecondsSince1970(),
          .split = inference.split,
          .layers = inference.layers,
          .source = InferenceSourceName(inference.source),
          .device_us = Microseconds(inference.device_time).count(),
          .network_us = Microseconds(inference.network_time).count(),
          .edge_us = Microseconds(inference.edge_time).count(),
          .total_us = Microseconds(inference.total_time).count(),
          .edge_failure = inference.edge_failure};
}

// Told when it changes, not with every inference.
void LogSpool(const Status& kept) {
  if (kept.ok()) return LogInfo("results are kept again");
  LogError("results are lost, for they are neither at the edge nor kept here: " + kept.error().message);
}

Duration FromMicroseconds(double microseconds) {
  return std::chrono::duration_cast<Duration>(Microseconds(microseconds));
}

}  // namespace

Session::Session(std::shared_ptr<const model::Model> model, SessionOptions options, const Clock& clock)
    : model_(std::move(model)),
      options_(std::move(options)),
      clock_(clock),
      slowdown_(options_.slowdown, model_->layer_count(), clock),
      layer_delay_(DelayModel(options_.computation_delay), clock, &slowdown_),
      input_specs_(graph::InputSpecs(model_->graph())),
      output_specs_(graph::OutputSpecs(model_->graph())),
      layers_(model_->layer_count(), {}, MakeDetector(model_->layer_count(), options_.variance)),
      place_times_(model_->layer_count()),
      layer_times_(model_->layer_count()),
      id_prefix_(options_.coordinator.device_id + "-" + RandomToken() + "-") {}

Result<std::unique_ptr<Session>> Session::Create(std::shared_ptr<const model::Model> model, SessionOptions options,
                                                 EdgeClients edge, const Clock& clock, std::unique_ptr<Outbox> outbox) {
  SCIOT_TRY(CheckFixed(*model, options.coordinator));
  if (options.max_orders == 0) return Error{ErrorCode::kInvalidArgument, "0 orders of the layers: must be at least 1"};
  std::vector<uint32_t>& layers = options.coordinator.fixed_layers;
  if (!layers.empty()) options.coordinator.fixed_split = static_cast<uint32_t>(layers.size());
  options.coordinator.model_sha256 = model->sha256();
  std::unique_ptr<Session> session(new Session(std::move(model), std::move(options), clock));
  session->outbox_ = std::move(outbox);
  SCIOT_TRY(session->Start(std::move(edge)));
  return session;
}

Status Session::Start(EdgeClients edge) {
  edge_ = std::move(edge.inference);
  const std::shared_ptr<const graph::Graph> graph(model_, &model_->graph());
  SCIOT_ASSIGN(arrangements_, Arrangements::Create(graph, options_.engine, options_.max_orders, clock_, layer_delay_));
  arrangement_ = &arrangements_->natural();
  SCIOT_ASSIGN(std::vector<Duration> calibration, engine::MeasureLayers(engine(), options_.calibration_runs));
  profile::RoundUpLayerTimes(calibration);
  SCIOT_TRY(layers_.SetCalibration(calibration));
  announced_seconds_ = SecondsFrom(0, layers_.times());
  CoordinatorOptions coordinator = options_.coordinator;
  if (outbox_ != nullptr) coordinator.keep_run = [this](const LocalRun& run) { KeepRun(run); };
  coordinator_ =
      std::make_unique<Coordinator>(std::move(coordinator), calibration, std::move(edge.coordination), clock_);
  if (Status registered = coordinator_->Enter(); !registered.ok()) {
    if (!IsUnreachable(registered.error())) return registered;
    LogWarning(registered.error().message + "; this device starts alone");
  }
  coordinator_->Start();
  return {};
}

Status Session::CheckInputs(std::span<const ByteView> inputs) const {
  if (inputs.size() != input_specs_.size()) {
    return Error{ErrorCode::kInvalidArgument, std::to_string(inputs.size()) + " inputs given, the model takes " +
                                                  std::to_string(input_specs_.size())};
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const TensorSpec& spec = input_specs_[i];
    if (inputs[i].size() != spec.byte_size()) {
      return Error{ErrorCode::kInvalidArgument, "input '" + spec.name + "' has " + std::to_string(inputs[i].size()) +
                                                    " bytes, the model takes " + std::to_string(spec.byte_size())};
    }
    SCIOT_TRY(protocol::CheckFinite({.spec = spec, .view = inputs[i], .storage = {}}));
  }
  return {};
}

void Session::Arrange(SplitOrder& order) {
  arrangement_ = &arrangements_->natural();
  if (order.layers.empty() || order.layers.back() < order.split) {
    order.layers.clear();
    return;
  }
  const Result<Arrangement*> arrangement = arrangements_->ForLayers(order.layers);
  if (arrangement.ok()) {
    arrangement_ = arrangement.value();
    order.split = static_cast<uint32_t>(order.layers.size());
    return;
  }
  LogWarning("the edge's layers do not run here, all do: " + arrangement.error().message);
  order = {.split = static_cast<uint32_t>(layer_count()), .reason = order.reason};
}

const std::vector<graph::TensorId>& Session::CutAt(size_t split) const {
  return is_natural() ? model_->cuts()[split].tensors : arrangement_->partition.cut;
}

Status Session::RunLayers(size_t first, size_t end, Inference& inference) {
  const std::span<Duration> times = std::span(place_times_).subspan(first, end - first);
  SCIOT_TRY(engine().Run(first, end, times));
  for (Duration time : times) inference.device_time += time;
  profile::RoundUpLayerTimes(times);
  for (size_t i = first; i < end; ++i) layer_times_[arrangement_->partition.order[i]] = place_times_[i];
  Watch(first, end, times);
  return {};
}

void Session::Watch(size_t first, size_t end, std::span<const Duration> times) {
  const bool was_stable = !layers_.has_unstable_before(layer_count());
  const auto change = layers_.UpdateLayers(std::span(arrangement_->partition.order).subspan(first, end - first), times);
  if (!change.ok()) return LogWarning("layer times of this device: " + change.error().message);
  if (!was_stable || change.value().became_unstable == 0) return;
  LogInfo("the times of " + std::to_string(change.value().became_unstable) + " layers vary here, the first is layer " +
          std::to_string(change.value().first_layer));
}

void Session::ReportLocalRun(const std::string& id, protocol::SplitReason reason) {
  LocalRun run{id, MicrosecondsSince1970(), layer_times_, layers_.UnstableLayers(),
               reason != protocol::SplitReason::kNormal};
  for (const uint32_t layer : run.unstable_layers) run.layer_times[layer] = layers_.times().Estimate(layer);
  const double seconds = SecondsFrom(0, layers_.times());
  const bool has_changed = std::abs(seconds - announced_seconds_) > options_.variance.cv_threshold * announced_seconds_;
  if (has_changed && !run.unstable_layers.empty()) {
    announced_seconds_ = seconds;
    run.is_urgent = true;
  }
  coordinator_->OnLocalRun(std::move(run));
}

protocol::InferRequest Session::MakeRequest(const Inference& inference) {
  protocol::InferRequest request;
  request.id = inference.id;
  request.split = inference.split;
  request.layers = inference.layers;
  request.device_id = options_.coordinator.device_id;
  for (size_t i = 0; i < inference.split; ++i) request.layer_us.push_back(Microseconds(place_times_[i]).count());
  if (inference.split == 0) request.idle_layer_us = idle_us_;
  request.link = link_;
  request.default_output_encoding = protocol::Encoding::kBinary;
  for (graph::TensorId id : CutAt(inference.split)) {
    protocol::Tensor& tensor = request.inputs.emplace_back();
    tensor.spec = model_->graph().tensors[id].spec;
    tensor.spec.name = graph::CutTensorName(id);
    tensor.view = engine().tensor(id);
  }
  return request;
}

// The answer must hold each output that the edge makes, as the model has it.
Status Session::CheckOutputs(size_t split) const {
  const std::vector<graph::TensorId>& outputs = graph().outputs;
  const auto made = graph::OutputsMadeBy(graph(), split, layer_count());
  for (size_t j = 0; j < output_specs_.size(); ++j) {
    if (std::ranges::find(made, outputs[j]) == made.end()) continue;
    const auto found =
        std::ranges::find(answer_.response.outputs, output_specs_[j],
                          [](const protocol::Tensor& tensor) -> const TensorSpec& { return tensor.spec; });
    if (found == answer_.response.outputs.end()) {
      return Error{ErrorCode::kInternal,
                   "the edge's answer has no output '" + output_specs_[j].name + "' of the model's type and shape"};
    }
  }
  return {};
}

Status Session::RunAtEdge(Inference& inference) {
  const protocol::InferRequest request = MakeRequest(inference);
  request_bytes_ = 0;
  for (const protocol::Tensor& tensor : request.inputs) request_bytes_ += tensor.view.size();
  idle_us_.clear();
  const Waiting waiting{.limit = Deadline(inference.split), .meanwhile = [&] { TimeFirstLayer(inference.split); }};
  SCIOT_ASSIGN(answer_, edge_->Infer(options_.coordinator.model, request, waiting));
  link_.reset();
  SCIOT_TRY(CheckOutputs(inference.split));
  TakeTimes(inference);
  if (!answer_.response.rejected.empty()) LogWarning("the edge takes in no times: " + answer_.response.rejected);
  coordinator_->OnAnswer(answer_.response, IsSurprise(answer_.round_trip));
  return {};
}

std::optional<Duration> Session::Deadline(size_t split) const {
  if (!expected_wait_) return std::nullopt;
  const double alone = is_natural() ? SecondsFrom(split, layers_.times()) : 0;
  const double expected = std::chrono::duration<double>(*expected_wait_).count();
  const std::chrono::duration<double> longest(
      std::max(options_.deadline_alone_factor * alone, options_.deadline_factor * expected));
  return std::max(std::chrono::duration_cast<Duration>(longest), options_.least_deadline);
}

void Session::TimeFirstLayer(size_t split) {
  if (split > 0 || !is_natural() || !expected_wait_ || layers_.times().Estimate(0) > *expected_wait_) return;
  std::array<Duration, 1> time{};
  if (!idle_us_.empty() || !engine().Run(0, 1, time).ok()) return;
  profile::RoundUpLayerTimes(time);
  Watch(0, 1, time);
  idle_us_ = {Microseconds(time[0]).count()};
}

bool Session::IsSurprise(Duration wait) const {
  if (!expected_wait_) return false;
  const auto expected = std::chrono::duration<double>(*expected_wait_);
  return wait > options_.surprise_factor * expected || options_.surprise_factor * wait < expected;
}

std::vector<protocol::LinkSample> Session::LostExchanges(Duration waited) {
  std::vector<protocol::LinkSample> exchanges;
  if (link_) exchanges.push_back(*link_);
  link_.reset();
  exchanges.push_back({std::max(Microseconds(waited).count(), 1.0), request_bytes_, 0});
  return exchanges;
}

void Session::TakeTimes(Inference& inference) {
  const double edge_us = answer_.response.edge_us.value_or(0) + answer_.response.queue_us.value_or(0);
  inference.bytes_sent = answer_.sent_bytes;
  inference.edge_time = std::min(FromMicroseconds(edge_us), answer_.round_trip);
  inference.network_time = answer_.round_trip - inference.edge_time;
  inference.source = inference.split == 0 ? InferenceSource::kEdge : InferenceSource::kSplit;
  if (inference.network_time > Duration::zero()) {
    link_ = {Microseconds(inference.network_time).count(), answer_.sent_bytes, answer_.received_bytes};
  }
}

ByteView Session::Output(size_t index, size_t split, bool from_edge) {
  const graph::TensorId id = model_->graph().outputs[index];
  const auto made_at_edge = graph::OutputsMadeBy(graph(), split, layer_count());
  if (!from_edge || std::ranges::find(made_at_edge, id) == made_at_edge.end()) return engine().tensor(id);
  for (const protocol::Tensor& tensor : answer_.response.outputs) {
    if (tensor.spec == output_specs_[index]) return tensor.data();
  }
  return {};  // not reached: CheckOutputs
}

Status Session::Finish(Inference& inference) {
  const TimePoint asked = clock_.Now();
  const Status answered = RunAtEdge(inference);
  if (answered.ok()) return {};
  inference.network_time = clock_.Now() - asked;
  inference.edge_failure = answered.error().message;
  coordinator_->OnFailure(answered.error(), LostExchanges(inference.network_time));
  return RunLayers(inference.split, layer_count(), inference);
}

Result<Inference> Session::Infer(std::span<const ByteView> inputs) {
  SCIOT_TRY(CheckInputs(inputs));
  const TimePoint started = clock_.Now();
  Inference inference;
  inference.id = id_prefix_ + std::to_string(inferences_++);
  SplitOrder order = coordinator_->TakeSplit();
  Arrange(order);
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::memcpy(engine().tensor(graph().inputs[i]).data(), inputs[i].data(), inputs[i].size());
  }
  inference.split = order.split;
  expected_wait_ = order.wait;
  inference.layers = std::move(order.layers);
  if (order.reason != protocol::SplitReason::kNormal) inference.message = protocol::MessageOf(order.reason);
  SCIOT_TRY(RunLayers(0, inference.split, inference));
  if (inference.split == layer_count()) {
    ReportLocalRun(inference.id, order.reason);
  } else {
    SCIOT_TRY(Finish(inference));
  }
  const bool from_edge = inference.source != InferenceSource::kDevice;
  for (size_t j = 0; j < output_specs_.size(); ++j) {
    inference.outputs.push_back(Output(j, inference.split, from_edge));
  }
  inference.total_time = clock_.Now() - started;
  KeepResult(inference);
  return inference;
}

void Session::KeepRun(const LocalRun& run) {
  protocol::Measurement measurement{run.id, options_.coordinator.model, run.timestamp_us, {}};
  for (const Duration time : run.layer_times) measurement.layer_us.push_back(Microseconds(time).count());
  outbox_->KeepMeasurement(options_.coordinator.device_id, measurement);
}

void Session::KeepResult(Inference& inference) {
  const bool is_recorded = inference.source != InferenceSource::kDevice && answer_.response.is_recorded;
  if (outbox_ == nullptr || is_recorded) return;
  protocol::InferenceResult result = ResultOf(inference);
  result.model = options_.coordinator.model;
  for (size_t j = 0; j < output_specs_.size() && options_.keeps_outputs; ++j) {
    result.outputs.push_back({.spec = output_specs_[j], .view = inference.outputs[j], .storage = {}});
  }
  const Status kept = outbox_->KeepResult(options_.coordinator.device_id, result);
  if (kept.ok() == is_spool_failing_) LogSpool(kept);
  is_spool_failing_ = !kept.ok();
  if (!kept.ok()) inference.spool_failure = kept.error().message;
}

}  // namespace sciot::device
