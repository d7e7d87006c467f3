#include "edge/edge_service.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "base/log.h"
#include "edge/suffix.h"
#include "engine/calibration.h"

namespace sciot::edge {
namespace {

double ToMicroseconds(Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

size_t WorkerCount(const EdgeOptions& options) {
  if (options.inference_workers > 0) return options.inference_workers;
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

Result<std::unique_ptr<EdgeService>> EdgeService::Create(const EdgeOptions& options, const Clock& clock) {
  SCIOT_TRY(CheckDelay(options.delay_simulation.computation, "delay_simulation.computation"));
  SCIOT_TRY(CheckDelay(options.delay_simulation.network, "delay_simulation.network"));
  std::unique_ptr<EdgeService> service(new EdgeService(options, clock));
  SCIOT_ASSIGN(service->planner_, Planner::Create(options));
  SCIOT_TRY(service->LoadModels());
  SCIOT_TRY(service->MakeEngines(WorkerCount(options)));
  service->pool_ = std::make_unique<WorkerPool>(WorkerCount(options), options.max_queued_inferences);
  return service;
}

Status EdgeService::LoadModels() {
  if (options_.models.empty()) return Error{ErrorCode::kInvalidArgument, "no model to serve; give one as NAME=PATH"};
  std::set<std::string> names;
  for (const ModelSource& source : options_.models) {
    if (!names.insert(source.name).second) {
      return Error{ErrorCode::kInvalidArgument, "two models are named '" + source.name + "'"};
    }
    Result<std::unique_ptr<const HostedModel>> model = HostedModel::Load(source, options_.model_limits);
    if (!model.ok()) return WithContext(model.error(), "model '" + source.name + "'");
    models_.push_back(std::move(model).value());
  }
  return {};
}

Status EdgeService::MakeEngines(size_t workers) {
  for (size_t worker = 0; worker < workers; ++worker) {
    Engines engines;
    for (const auto& model : models_) {
      SCIOT_ASSIGN(auto engine, MakeEngine(*model));
      engines.push_back(std::move(engine));
    }
    engines_.push_back(std::move(engines));
  }
  for (size_t m = 0; m < models_.size(); ++m) SCIOT_TRY(Calibrate(*models_[m], *engines_[0][m]));
  return {};
}

Result<std::unique_ptr<engine::Engine>> EdgeService::MakeEngine(const HostedModel& model) {
  const DelayOptions& delay = options_.delay_simulation.computation;
  if (!delay.enabled) return engine::Engine::Create(model.shared_graph(), options_.engine, clock_);
  const DelayModel delays(delay, layer_delays_.size());
  layer_delays_.push_back(std::make_unique<engine::LayerDelay>(delays, clock_));
  return engine::Engine::Create(model.shared_graph(), options_.engine, clock_, layer_delays_.back().get());
}

Duration EdgeService::NextNetworkDelay() {
  const std::lock_guard lock(network_delays_mutex_);
  return network_delays_.Next();
}

Status EdgeService::Calibrate(const HostedModel& model, engine::Engine& engine) {
  SCIOT_ASSIGN(const std::vector<Duration> times, engine::MeasureLayers(engine, options_.calibration_runs));
  return planner_->Calibrate(model, times);
}

Result<const HostedModel*> EdgeService::FindModel(const std::string& name) const {
  std::string names;
  for (const auto& model : models_) {
    if (model->name() == name) return model.get();
    names += (names.empty() ? "" : ", ") + model->name();
  }
  return Error{ErrorCode::kNotFound, "unknown model '" + name + "'; here are " + names};
}

size_t EdgeService::IndexOf(const HostedModel& model) const {
  const auto found = std::find_if(models_.begin(), models_.end(), [&](const auto& m) { return m.get() == &model; });
  return static_cast<size_t>(found - models_.begin());
}

void EdgeService::Infer(const HostedModel& model, Decode decode, const Answer& answer) {
  const TimePoint received = clock_.Now();
  const auto job = [this, &model, decode = std::move(decode), answer, received](size_t worker) {
    engine::Engine& engine = *engines_[worker][IndexOf(model)];
    const Result<protocol::InferRequest> request = decode();
    answer(request.ok() ? Run(model, engine, request.value(), received) : request.error());
  };
  if (pool_->Submit(job)) return;
  answer(Error{ErrorCode::kUnavailable, "all workers are busy and max_queued_inferences, " +
                                            std::to_string(options_.max_queued_inferences) + ", are waiting"});
}

Result<protocol::InferResponse> EdgeService::Run(const HostedModel& model, engine::Engine& engine,
                                                 const protocol::InferRequest& request, TimePoint received) {
  SCIOT_ASSIGN(const size_t split, SplitOf(model, request));
  SCIOT_TRY(BindInputs(model, split, request, engine));
  SCIOT_TRY(planner_->TakeInRequest(model, request));
  std::vector<Duration> times(model.layer_count() - split);
  const TimePoint started = clock_.Now();
  SCIOT_TRY(engine.Run(split, model.layer_count(), times));
  const TimePoint ended = clock_.Now();
  protocol::InferResponse response;
  response.model_name = model.name();
  response.id = request.id;
  response.edge_us = ToMicroseconds(ended - started);
  response.queue_us = ToMicroseconds(started - received);
  SCIOT_ASSIGN(response.outputs, CollectOutputs(model, split, request, engine));
  response.next_split = planner_->TakeInRun(model, request, times, started - received);
  return response;
}

}  // namespace sciot::edge
