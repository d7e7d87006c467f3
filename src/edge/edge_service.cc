#include "edge/edge_service.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/log.h"
#include "edge/suffix.h"
#include "engine/calibration.h"

namespace sciot::edge {
namespace {

double ToMicroseconds(Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

// The first layer that the device leaves to the edge.
size_t FirstLayerHere(const protocol::InferRequest& request) {
  size_t first = 0;
  while (first < request.layers.size() && request.layers[first] == first) ++first;
  return request.layers.empty() ? request.split.value_or(0) : first;
}

protocol::Counters ToCounters(const CacheCounts& counts) {
  return {{"hits", counts.hits}, {"misses", counts.misses}, {"evictions", counts.evictions}};
}

void SetNext(const NextSplit& next, protocol::InferResponse& response) {
  response.next_split = next.split;
  response.reason = next.reason;
  response.next_wait_us = next.wait_us;
  response.resume_split = next.resume_split;
  (next.resume_split ? response.resume_layers : response.next_layers) = next.layers;
}

}  // namespace

Result<std::unique_ptr<EdgeService>> EdgeService::Create(const EdgeOptions& options, const Clock& clock) {
  if (options.model_cache.max_size == 0) {
    return Error{ErrorCode::kInvalidArgument, "model_cache.max_size is 0; it must be at least 1"};
  }
  SCIOT_TRY(CheckDelay(options.delay_simulation.computation, "delay_simulation.computation"));
  SCIOT_TRY(CheckDelay(options.delay_simulation.network, "delay_simulation.network"));
  std::unique_ptr<EdgeService> service(new EdgeService(options, clock));
  SCIOT_ASSIGN(service->planner_, Planner::Create(options, clock));
  SCIOT_ASSIGN(service->results_, ResultLog::Open(options));
  SCIOT_ASSIGN(Offer offer, service->MakeOffer(options.models));
  SCIOT_TRY(service->Serve(std::move(offer)));
  service->pool_ = std::make_unique<WorkerPool>(WorkerCount(options.inference_workers), options.max_queued_inferences);
  return service;
}

Result<EdgeService::Offer> EdgeService::MakeOffer(const std::vector<ModelSource>& sources) {
  if (sources.empty()) return Error{ErrorCode::kInvalidArgument, "no model to serve; give one as NAME=PATH"};
  Offer offer;
  std::set<std::string> names;
  for (const ModelSource& source : sources) {
    if (!names.insert(source.name).second) {
      return Error{ErrorCode::kInvalidArgument, "two models are named '" + source.name + "'"};
    }
    if (const Status added = AddTo(offer, source); !added.ok()) {
      return WithContext(added.error(), "model '" + source.name + "'");
    }
  }
  return offer;
}

Status EdgeService::AddTo(Offer& offer, const ModelSource& source) {
  const auto known = hosted_.find(source.name);
  if (known == hosted_.end()) {
    SCIOT_ASSIGN(NewModel added, Load(source));
    offer.models.push_back(added.hosted.get());
    offer.added.push_back(std::move(added));
    return {};
  }
  if (known->second->path() != source.path) {
    return Error{ErrorCode::kConflict, "the name stands for " + known->second->path().string() +
                                           " since the start; it can for another file at the next"};
  }
  offer.models.push_back(known->second.get());
  return {};
}

Status EdgeService::Serve(Offer offer) {
  for (NewModel& added : offer.added) {
    SCIOT_TRY(planner_->Calibrate(*added.hosted, added.layer_times));
    const std::string& name = added.hosted->name();
    hosted_.emplace(name, std::move(added.hosted));
  }
  const std::lock_guard lock(models_mutex_);
  models_ = std::move(offer.models);
  return {};
}

std::vector<const HostedModel*> EdgeService::models() const {
  const std::lock_guard lock(models_mutex_);
  return models_;
}

Duration EdgeService::NextNetworkDelay() {
  const std::lock_guard lock(network_delays_mutex_);
  return network_delays_.Next();
}

Result<EdgeService::NewModel> EdgeService::Load(const ModelSource& source) {
  SCIOT_ASSIGN(auto model, model::LoadModel(source.path, options_.model_limits, options_.custom_operators));
  SCIOT_ASSIGN(auto hosted, HostedModel::Describe(source, *model));
  const auto loaded = cache_.Insert(source.name, std::move(model));
  SCIOT_ASSIGN(const EnginePool::Lease engine, loaded->engines().Take());
  SCIOT_ASSIGN(std::vector<Duration> times, engine::MeasureLayers(*engine, options_.calibration_runs));
  profile::RoundUpLayerTimes(times);
  return NewModel{std::move(hosted), std::move(times)};
}

Result<const HostedModel*> EdgeService::FindModel(const std::string& name) const {
  const std::lock_guard lock(models_mutex_);
  std::string names;
  for (const HostedModel* model : models_) {
    if (model->name() == name) return model;
    names += (names.empty() ? "" : ", ") + model->name();
  }
  return Error{ErrorCode::kNotFound, "unknown model '" + name + "'; here are " + names};
}

Status EdgeService::Reconfigure(const EdgeOptions& options) {
  SCIOT_ASSIGN(Offer offer, MakeOffer(options.models));
  SCIOT_TRY(planner_->Reconfigure(options, offer.models));
  SCIOT_TRY(Serve(std::move(offer)));
  pool_->SetMaxQueued(options.max_queued_inferences);
  return {};
}

Error EdgeService::Busy() const {
  return {ErrorCode::kUnavailable,
          "all workers are busy and max_queued_inferences, " + std::to_string(pool_->max_queued()) + ", are waiting"};
}

void EdgeService::ReadFile(const HostedModel& model, const TakeFile& take) {
  const auto job = [this, &model, take](size_t /*worker*/) {
    const auto loaded = cache_.Get(model);
    take(loaded.ok() ? Result<ByteView>(loaded.value()->model().file()) : loaded.error());
  };
  if (!pool_->Submit(job)) take(Busy());
}

void EdgeService::TakeResults(const std::string& device_id, Bytes report, const AnswerReport& answer) {
  const auto job = [this, device_id, answer, report = std::make_shared<const Bytes>(std::move(report))](size_t) {
    const auto taken = results_->Take(device_id, *report);
    if (!taken.ok() && taken.error().code == ErrorCode::kInvalidArgument) planner_->CountMalformed();
    answer(taken);
  };
  if (!pool_->Submit(job)) answer(Busy());
}

void EdgeService::Infer(const HostedModel& model, Decode decode, const Answer& answer) {
  const auto job = [this, &model, decode = std::move(decode), answer, received = clock_.Now()](size_t /*worker*/) {
    RunAndAnswer(model, decode, answer, received);
  };
  if (!pool_->Submit(job)) answer(Busy());
}

void EdgeService::RunAndAnswer(const HostedModel& model, const Decode& decode, const Answer& answer,
                               TimePoint received) {
  Result<protocol::InferRequest> request = decode();
  if (!request.ok()) {
    planner_->CountMalformed();
    return answer(request.error());
  }
  const auto loaded = cache_.Get(model);
  if (!loaded.ok()) return answer(loaded.error());
  {
    const auto course = Prepare(model, *loaded.value(), request.value());
    answer(course.ok() ? Run(course.value(), request.value(), received) : course.error());
  }
  MeasureAgain(model, *loaded.value(), FirstLayerHere(request.value()));
}

Result<EdgeService::Course> EdgeService::Prepare(const HostedModel& model, LoadedModel& loaded,
                                                 const protocol::InferRequest& request) {
  SCIOT_ASSIGN(const size_t split, SplitOf(model, request));
  if (request.layers.empty() || request.layers.back() < split) {
    SCIOT_ASSIGN(EnginePool::Lease engine, loaded.engines().Take());
    const model::Model& natural = loaded.model();
    return Course{nullptr, std::move(engine), {model, natural.graph(), split, natural.cuts()[split].tensors}};
  }
  SCIOT_ASSIGN(std::shared_ptr<ReorderedModel> reordered, loaded.Reordered(request.layers));
  SCIOT_ASSIGN(EnginePool::Lease engine, reordered->engines().Take());
  const Suffix suffix{model, *reordered->partition().graph, split, reordered->partition().cut};
  return Course{std::move(reordered), std::move(engine), suffix};
}

Result<protocol::InferResponse> EdgeService::Run(const Course& course, protocol::InferRequest& request,
                                                 TimePoint received) {
  const auto& [model, graph, split, cut] = course.suffix;
  engine::Engine& engine = *course.engine;
  SCIOT_TRY(BindInputs(course.suffix, request, engine));
  request.DropInputs();
  const Status taken = planner_->TakeInRequest(model, request);
  if (!taken.ok()) request.layer_us.clear();  // nor do results hold them
  std::vector<Duration> times(model.layer_count() - split);
  const TimePoint started = clock_.Now();
  SCIOT_TRY(engine.Run(split, model.layer_count(), times));
  const TimePoint ended = clock_.Now();
  profile::RoundUpLayerTimes(times);
  protocol::InferResponse response;
  response.model_name = model.name();
  response.id = request.id;
  if (!taken.ok()) response.rejected = taken.error().message;
  response.edge_us = ToMicroseconds(ended - started);
  response.queue_us = ToMicroseconds(started - received);
  SCIOT_ASSIGN(response.outputs, CollectOutputs(course.suffix, request, engine));
  response.is_recorded = results_->Record(request, response);
  const std::optional<NextSplit> next = planner_->TakeInRun(model, request, times, started - received);
  if (!next) return response;
  SetNext(*next, response);
  return response;
}

protocol::EdgeStatus EdgeService::CurrentStatus() const {
  protocol::EdgeStatus status = planner_->CurrentStatus();
  std::erase_if(status.models, [this](const auto& model) { return !FindModel(model.name).ok(); });
  status.counters["model_cache"] = ToCounters(cache_.counts());
  status.counters["model_cache"]["models"] = cache_.size();
  status.counters["layer_orders"] = ToCounters(cache_.layer_orders());
  status.counters["fused_ranges"] = ToCounters(cache_.fused_ranges());
  if (auto results = results_->counts(); !results.empty()) status.counters["results"] = std::move(results);
  if (options_.extension_faults) {
    const std::map<std::string, uint64_t> faults = options_.extension_faults();
    status.counters["extensions"] = protocol::Counters(faults.begin(), faults.end());
  }
  if (options_.add_status) options_.add_status(status);
  return status;
}

void EdgeService::MeasureAgain(const HostedModel& model, LoadedModel& loaded, size_t first_layer) {
  if (first_layer > model.layer_count() || !pool_->is_idle() || !planner_->IsMeasurementDue(model, first_layer)) return;
  const auto engine = loaded.engines().Take();
  std::vector<Duration> times(model.layer_count());
  if (engine.ok()) engine::ClearInputs(*engine.value());
  const Status run = engine.ok() ? engine.value()->Run(0, model.layer_count(), times) : Status(engine.error());
  if (!run.ok()) {
    return LogWarning("measuring '" + model.name() + "' again: " + run.error().message);
  }
  profile::RoundUpLayerTimes(times);
  planner_->TakeInMeasurement(model, times);
}

}  // namespace sciot::edge
