#include "sciot/device.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

#include "base/clock.h"
#include "base/delay_model.h"
#include "device/delayed_edge_client.h"
#include "device/edge_callers.h"
#include "device/http_edge_client.h"
#include "device/listed_edge_client.h"
#include "device/model_cache.h"
#include "device/session.h"
#include "vision/sidecar.h"

namespace sciot {
namespace {

namespace fs = std::filesystem;

using device::HttpEdgeClient;
using device::LocalModel;

std::string DefaultDeviceId() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return (host[0] == '\0' ? std::string("device") : std::string(host.data())) + "-" + std::to_string(getpid());
}

Result<fs::path> DefaultCacheDirectory() {
  for (const auto& [variable, below] : {std::pair("XDG_CACHE_HOME", "sciot"), std::pair("HOME", ".cache/sciot")}) {
    const char* base = std::getenv(variable);
    if (base != nullptr && *base != '\0') return fs::path(base) / below;
  }
  return Error{ErrorCode::kInvalidArgument, "neither XDG_CACHE_HOME nor HOME is set; give a cache directory"};
}

bool LooksLikePath(const std::string& model) {
  return model.find('/') != std::string::npos || fs::path(model).extension() == ".tflite";
}

Result<LocalModel> LoadFromDisk(const std::string& path, const CustomOperators& custom) {
  SCIOT_ASSIGN(auto model, model::LoadModel(path, model::Limits{}, custom));
  SCIOT_ASSIGN(vision::SidecarFile sidecar, vision::ReadSidecarFile(path));
  fs::path named = fs::path(path).lexically_normal();
  if (!named.has_filename()) named = named.parent_path();
  return LocalModel{named.stem().string(), std::move(model), std::move(sidecar.text)};
}

Result<LocalModel> GetModel(const DeviceOptions& options, HttpEdgeClient& edge) {
  std::error_code ignored;
  if (LooksLikePath(options.model) || (!options.model.empty() && fs::exists(options.model, ignored))) {
    return LoadFromDisk(options.model, options.custom_operators);
  }
  fs::path directory = options.cache_directory;
  if (directory.empty()) {
    SCIOT_ASSIGN(directory, DefaultCacheDirectory());
  }
  return device::ModelCache(directory, model::Limits{}, options.custom_operators).Get(options.model, edge);
}

// The preferred first.
std::vector<std::string> UrlsOf(const DeviceOptions& options) {
  std::vector<std::string> urls = {options.edge_url};
  urls.insert(urls.end(), options.fallback_edge_urls.begin(), options.fallback_edge_urls.end());
  return urls;
}

// One edge, once for each purpose.
using HttpEdgeClients = device::ByPurpose<HttpEdgeClient>;

Result<std::vector<HttpEdgeClients>> MakeClients(const DeviceOptions& options, const std::string& device_id,
                                                 const Clock& clock) {
  const device::HttpEdgeClientOptions http{options.timeout, options.download_timeout, options.inference_endpoint};
  std::vector<HttpEdgeClients> all;
  for (const std::string& url : UrlsOf(options)) {
    SCIOT_ASSIGN(device::EdgeCallers callers, device::MakeEdgeCallers(options, url, device_id));
    all.push_back({std::make_unique<HttpEdgeClient>(std::move(callers.inference), http, clock),
                   std::make_unique<HttpEdgeClient>(std::move(callers.coordination), http, clock),
                   std::make_unique<HttpEdgeClient>(std::move(callers.reports), http, clock)});
  }
  return all;
}

// Of the first edge that has it, which is used from then on.
Result<LocalModel> GetModelOfAny(const DeviceOptions& options, const std::vector<HttpEdgeClients>& all,
                                 device::EdgeList& list) {
  Error first_error;
  for (size_t i = 0; i < all.size(); ++i) {
    Result<LocalModel> model = GetModel(options, *all[i].inference);
    if (model.ok()) list.Use(i);
    if (model.ok()) return model;
    if (i == 0) first_error = model.error();
  }
  return first_error;
}

device::EdgeClients Listed(std::vector<HttpEdgeClients> all, const std::shared_ptr<device::EdgeList>& list) {
  if (all.size() == 1) {
    HttpEdgeClients& only = all.front();
    return {std::move(only.inference), std::move(only.coordination), std::move(only.reports)};
  }
  const auto listed = [&](std::unique_ptr<HttpEdgeClient> HttpEdgeClients::*purpose) {
    std::vector<std::unique_ptr<device::EdgeClient>> edges;
    for (HttpEdgeClients& edge : all) edges.push_back(std::move(edge.*purpose));
    return std::make_unique<device::ListedEdgeClient>(list, std::move(edges));
  };
  return {listed(&HttpEdgeClients::inference), listed(&HttpEdgeClients::coordination),
          listed(&HttpEdgeClients::reports)};
}

Status CheckEndpoint(const std::string& path) {
  const bool is_printable = std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (is_printable && path.starts_with('/')) return {};
  return Error{ErrorCode::kInvalidArgument,
               "inference endpoint '" + path + "' is not a path: /, then visible ASCII characters"};
}

Status CheckOptions(const DeviceOptions& options) {
  if (!(options.slowdown >= 1 && options.slowdown <= 1e6)) {
    return Error{ErrorCode::kInvalidArgument,
                 "a slowdown of " + std::to_string(options.slowdown) + " is not between 1 and 1000000"};
  }
  if (!(options.deadline_factor >= 1)) {
    return Error{ErrorCode::kInvalidArgument,
                 "a deadline_factor of " + std::to_string(options.deadline_factor) + " is less than 1"};
  }
  if (!(options.deadline_alone_factor >= 0)) {
    return Error{ErrorCode::kInvalidArgument,
                 "a deadline_alone_factor of " + std::to_string(options.deadline_alone_factor) + " is less than 0"};
  }
  SCIOT_TRY(CheckEndpoint(options.inference_endpoint));
  const VarianceDetectionOptions& variance = options.variance_detection;
  if (variance.window_size < 1 || variance.window_size > profile::kMaxWindowSize) {
    return Error{ErrorCode::kInvalidArgument,
                 "a window of " + std::to_string(variance.window_size) + " times is not between 1 and 1000"};
  }
  if (!(variance.cv_threshold >= 0)) {
    return Error{ErrorCode::kInvalidArgument,
                 "a cv_threshold of " + std::to_string(variance.cv_threshold) + " is not 0 or more"};
  }
  for (const Duration time : {options.timeout, options.connect_timeout, options.read_timeout, options.download_timeout,
                              options.retry.delay, options.health_check_interval}) {
    if (time > Duration::zero()) continue;
    return Error{ErrorCode::kInvalidArgument,
                 "a timeout, delay or interval of " + std::to_string(time.count()) + " ns is not above 0"};
  }
  if (options.spool.max_report_entries == 0) return Error{ErrorCode::kInvalidArgument, "max_report_entries is 0"};
  SCIOT_TRY(CheckDelay(options.delay_simulation.computation, "delay_simulation.computation"));
  return CheckDelay(options.delay_simulation.network, "delay_simulation.network");
}

// Devices differ in the seed, so that those who lost one edge do not all come back at one time.
device::RetryOptions MakeRetryOptions(const DeviceOptions& options, const std::string& device_id) {
  return {options.retry.count, options.retry.delay, options.health_check_interval, std::hash<std::string>()(device_id)};
}

// Null without a spool.
Result<std::unique_ptr<device::Outbox>> OpenOutbox(const DeviceOptions& options, const device::RetryOptions& retry,
                                                   std::unique_ptr<device::EdgeClient> edge) {
  const SpoolOptions& spool = options.spool;
  if (spool.path.empty()) return std::unique_ptr<device::Outbox>();
  using storage::Durability;
  return device::Outbox::Open(
      {.spool = {.path = spool.path,
                 .max_measurements = spool.max_measurements,
                 .max_bytes = spool.max_bytes,
                 .journal_bytes = spool.journal_bytes,
                 .durability = spool.survives_power_failure ? Durability::kPower : Durability::kProcess},
       .max_report_entries = spool.max_report_entries,
       .max_report_bytes = spool.max_report_bytes,
       .interval = options.report_interval,
       .retry = retry},
      std::move(edge));
}

device::SessionOptions MakeSessionOptions(const DeviceOptions& options, const std::string& model_name,
                                          const std::string& device_id) {
  device::SessionOptions session;
  session.coordinator.model = model_name;
  session.coordinator.device_id = device_id;
  session.coordinator.fixed_split = options.split;
  session.coordinator.fixed_layers = options.layers;
  session.max_orders = options.max_orders;
  session.coordinator.report_interval = options.report_interval;
  session.coordinator.retry = MakeRetryOptions(options, session.coordinator.device_id);
  session.keeps_outputs = options.spool.outputs;
  session.coordinator.probe_interval = options.probe_interval;
  session.coordinator.probe_bytes = options.probe_bytes;
  session.engine.threads = options.threads;
  session.engine.fused = options.fused ? engine::Fused::kAuto : engine::Fused::kOff;
  session.calibration_runs = options.calibration_runs;
  const auto& [enabled, window_size, cv_threshold, cascade] = options.variance_detection;
  session.variance = {enabled, window_size, cv_threshold, cascade};
  session.slowdown = options.slowdown;
  session.deadline_factor = options.deadline_factor;
  session.deadline_alone_factor = options.deadline_alone_factor;
  session.least_deadline = options.least_deadline;
  session.computation_delay = options.delay_simulation.computation;
  return session;
}

// Each of the clients has delays of its own.
device::EdgeClients Delayed(device::EdgeClients edge, const DelayOptions& options, const Clock& clock) {
  if (!options.enabled) return edge;
  using device::DelayedEdgeClient;
  return {std::make_unique<DelayedEdgeClient>(std::move(edge.inference), DelayModel(options, 0), clock),
          std::make_unique<DelayedEdgeClient>(std::move(edge.coordination), DelayModel(options, 1), clock),
          std::make_unique<DelayedEdgeClient>(std::move(edge.reports), DelayModel(options, 2), clock)};
}

}  // namespace

const char* InferenceSourceName(InferenceSource source) {
  switch (source) {
    case InferenceSource::kSplit:
      return "split";
    case InferenceSource::kEdge:
      return "edge";
    case InferenceSource::kDevice:
      return "device";
  }
  return "";
}

class Device::Impl {
 public:
  Status Open(const DeviceOptions& options) {
    SCIOT_TRY(CheckOptions(options));
    const std::string device_id = options.device_id.empty() ? DefaultDeviceId() : options.device_id;
    SCIOT_ASSIGN(std::vector<HttpEdgeClients> all, MakeClients(options, device_id, clock_));
    const auto list = std::make_shared<device::EdgeList>(UrlsOf(options));
    SCIOT_ASSIGN(LocalModel local, GetModelOfAny(options, all, *list));
    device::EdgeClients edge = Delayed(Listed(std::move(all), list), options.delay_simulation.network, clock_);
    name_ = local.name;
    sidecar_ = std::move(local.sidecar);
    device::SessionOptions session = MakeSessionOptions(options, name_, device_id);
    SCIOT_ASSIGN(auto outbox, OpenOutbox(options, session.coordinator.retry, std::move(edge.reports)));
    SCIOT_ASSIGN(session_, device::Session::Create(std::move(local.model), std::move(session), std::move(edge), clock_,
                                                   std::move(outbox)));
    return {};
  }

  device::Session& session() { return *session_; }
  const std::string& name() const { return name_; }
  const std::string& sidecar() const { return sidecar_; }

 private:
  SteadyClock clock_;
  std::string name_;
  std::string sidecar_;
  std::unique_ptr<device::Session> session_;
};

Device::Device(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Device::~Device() = default;

Result<std::unique_ptr<Device>> Device::Open(const DeviceOptions& options) {
  auto impl = std::make_unique<Impl>();
  SCIOT_TRY(impl->Open(options));
  return std::unique_ptr<Device>(new Device(std::move(impl)));
}

Result<Inference> Device::Infer(std::span<const std::span<const std::byte>> inputs) {
  return impl_->session().Infer(inputs);
}

bool Device::Flush(std::chrono::nanoseconds longest) {
  device::Outbox* outbox = impl_->session().outbox();
  return outbox == nullptr || outbox->Flush(longest);
}

SpoolCounts Device::spool_counts() const {
  device::Outbox* outbox = impl_->session().outbox();
  if (outbox == nullptr) return {};
  const storage::SpoolCounts counts = outbox->counts();
  return {counts.results, counts.measurements, counts.bytes, counts.dropped_measurements, counts.refused_results};
}

const std::string& Device::model_name() const {
  return impl_->name();
}

size_t Device::layer_count() const {
  return impl_->session().layer_count();
}

const std::vector<TensorSpec>& Device::inputs() const {
  return impl_->session().input_specs();
}

const std::vector<TensorSpec>& Device::outputs() const {
  return impl_->session().output_specs();
}

const std::string& Device::sidecar() const {
  return impl_->sidecar();
}

}  // namespace sciot
