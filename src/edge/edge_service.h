// The edge: its models, its workers, and what it knows of devices. Speaks in messages, not in HTTP.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/delay_model.h"
#include "edge/hosted_model.h"
#include "edge/model_cache.h"
#include "edge/options.h"
#include "edge/planner.h"
#include "edge/result_log.h"
#include "edge/suffix.h"
#include "edge/worker_pool.h"
#include "protocol/infer_request.h"
#include "protocol/infer_response.h"
#include "sciot/result.h"

namespace sciot::edge {

// Thread-safe once created.
class EdgeService {
 public:
  // Gets an answer that views an engine's buffers, or the error; must be done with it when it returns.
  using Answer = std::function<void(const Result<protocol::InferResponse>&)>;
  // Decodes the request, once, on the worker. What it views must live until the answer, or be its `body`.
  using Decode = std::function<Result<protocol::InferRequest>()>;

  // Checks every model and measures the edge's times for its layers. As many as the model cache holds stay in memory.
  // `options` and `clock` must outlive the service.
  static Result<std::unique_ptr<EdgeService>> Create(const EdgeOptions& options, const Clock& clock);

  // Those served now, in the order of the configuration. One that was served once lives as long as the service, so that
  // what still runs on it ends.
  std::vector<const HostedModel*> models() const;

  // The model of this name, or an error that lists the names.
  Result<const HostedModel*> FindModel(const std::string& name) const;

  // Queues an inference. `answer` is called once, on a worker; when the queue is full at once, with
  // kUnavailable.
  void Infer(const HostedModel& model, Decode decode, const Answer& answer);

  // Gets the bytes of the model's file, or the error, on a worker; must be done with them when it returns. When the
  // queue is full at once, with kUnavailable.
  using TakeFile = std::function<void(const Result<ByteView>&)>;
  void ReadFile(const HostedModel& model, const TakeFile& take);

  // Takes a device's report of results on a worker; the answer, or the error, comes when all of it is on disk. When the
  // queue is full at once, with kUnavailable.
  using AnswerReport = std::function<void(const Result<protocol::ReportAnswer>&)>;
  void TakeResults(const std::string& device_id, Bytes report, const AnswerReport& answer);
  const ResultLog& results() const { return *results_; }

  CacheCounts model_cache_counts() const { return cache_.counts(); }

  // See Planner::Register.
  Result<NextSplit> Register(const HostedModel& model, const std::string& device_id,
                             const protocol::Registration& registration) {
    return planner_->Register(model, device_id, registration);
  }

  // See Planner::Consult and Planner::TakeInTimes.
  Result<NextSplit> Consult(const HostedModel& model, const std::string& device_id, Dialect dialect,
                            std::span<const double> layer_seconds) {
    return planner_->Consult(model, device_id, dialect, layer_seconds);
  }
  Status TakeInTimes(const HostedModel& model, const std::string& device_id, Dialect dialect,
                     std::span<const double> layer_seconds) {
    return planner_->TakeInTimes(model, device_id, dialect, layer_seconds);
  }

  // How long to hold back the next answer, of whatever kind: a longer way is simulated so.
  Duration NextNetworkDelay();

  // See Planner.
  void CountMalformed() { planner_->CountMalformed(); }
  Result<protocol::DeviceStatus> StatusOf(const HostedModel& model, const std::string& device_id) const {
    return planner_->StatusOf(model, device_id);
  }
  std::vector<protocol::DeviceSummary> Summarize(const HostedModel& model) const { return planner_->Summarize(model); }
  // What each part of the edge counts.
  protocol::EdgeStatus CurrentStatus() const;

  // Takes over the models, the algorithm, the objective, the limits, the local inference mode, when layers are measured
  // again, and the length of the queue. Models that are new are loaded and measured first. Refuses models that cannot
  // be served, another file under a name that was served, and limits that no split of a model keeps to, and changes
  // nothing then. One thread at a time.
  Status Reconfigure(const EdgeOptions& options);

  // Finishes what was accepted; later inferences are refused.
  void Stop() { pool_->Stop(); }

 private:
  EdgeService(const EdgeOptions& options, const Clock& clock)
      : options_(options), clock_(clock), cache_(options, clock), network_delays_(options.delay_simulation.network) {}

  // One that was not served before, and what its layers take here.
  struct NewModel {
    std::unique_ptr<const HostedModel> hosted;
    std::vector<Duration> layer_times;
  };
  // What is to be served, and which of it is new.
  struct Offer {
    std::vector<const HostedModel*> models;
    std::vector<NewModel> added;
  };
  Result<Offer> MakeOffer(const std::vector<ModelSource>& sources);
  Result<NewModel> Load(const ModelSource& source);
  Status AddTo(Offer& offer, const ModelSource& source);
  Status Serve(Offer offer);
  // Measures the edge's own layers once more, after an inference from `first_layer` on, where their times ask for it
  // and no other inference waits.
  void MeasureAgain(const HostedModel& model, LoadedModel& loaded, size_t first_layer);
  Error Busy() const;
  // What one inference runs on.
  struct Course {
    std::shared_ptr<ReorderedModel> reordered;  // null where a split needs no other order
    EnginePool::Lease engine;
    Suffix suffix;
  };
  static Result<Course> Prepare(const HostedModel& model, LoadedModel& loaded, const protocol::InferRequest& request);
  // Lets go of the request's inputs before the layers run.
  Result<protocol::InferResponse> Run(const Course& course, protocol::InferRequest& request, TimePoint received);
  void RunAndAnswer(const HostedModel& model, const Decode& decode, const Answer& answer, TimePoint received);

  const EdgeOptions& options_;
  const Clock& clock_;
  std::map<std::string, std::unique_ptr<const HostedModel>> hosted_;  // all that were served, by name
  mutable std::mutex models_mutex_;
  std::vector<const HostedModel*> models_;  // guarded by models_mutex_: those served
  ModelCache cache_;
  std::mutex network_delays_mutex_;
  DelayModel network_delays_;  // guarded by network_delays_mutex_
  std::unique_ptr<Planner> planner_;
  std::unique_ptr<ResultLog> results_;
  std::unique_ptr<WorkerPool> pool_;
};

}  // namespace sciot::edge
