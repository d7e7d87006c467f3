// A device that shares its inferences with an edge server.
//
//   sciot::DeviceOptions options;
//   options.edge_url = "http://edge:8000";
//   options.model = "model.tflite";
//   auto device = sciot::Device::Open(options);
//   if (!device.ok()) return Fail(device.error());
//   auto inference = device.value()->Infer(inputs);   // one span of bytes for each input of the model
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sciot/custom_operator.h"
#include "sciot/delay.h"
#include "sciot/mqtt.h"
#include "sciot/result.h"
#include "sciot/tensor.h"

namespace sciot {

// Notices layers that no longer take the time they took on this device, and tells the edge at once.
struct VarianceDetectionOptions {
  bool enabled = true;
  // Times of a layer that are remembered, 1..1000. Fewer than three never show a variance.
  size_t window_size = 10;
  // Sample deviation over mean above which a layer's times are unstable; >= 0.
  double cv_threshold = 0.15;
  // Look at layer i + 1 too when layer i is unstable.
  bool cascade = true;
};

// Keeps results that the edge has no record of, and layer times that it could not be told, on disk until it has them.
struct SpoolOptions {
  // A file that this device alone uses. Empty: nothing is kept.
  std::filesystem::path path;
  // Layer times kept; the oldest are dropped for new ones, and counted.
  uint64_t max_measurements = 10'000;
  // Of all that is kept. For new results the oldest layer times are dropped, but never a result: without room for it
  // an inference has a spool_failure.
  uint64_t max_bytes = uint64_t{64} << 20;
  // Of a file beside it, PATH.journal, where what is kept waits to be written to it in batches; 0: none. What is larger
  // is written at once, and takes the inference longer.
  size_t journal_bytes = size_t{1} << 20;
  // Whether results hold the model's outputs, not only what is told of the inference.
  bool outputs = true;
  // Whether what is kept survives a power failure, too. Each inference that is kept then waits for the disk, and there
  // is no journal.
  bool survives_power_failure = false;
  // Of one report to the edge: entries, >= 1, and bytes as they are kept, though one entry may be larger.
  size_t max_report_entries = 500;
  uint64_t max_report_bytes = uint64_t{256} << 10;
};

// What is in the spool now, and what was never in it since the file was made.
struct SpoolCounts {
  uint64_t results = 0;
  uint64_t measurements = 0;
  uint64_t bytes = 0;
  uint64_t dropped_measurements = 0;
  uint64_t refused_results = 0;
};

// When a registration or a report that failed is sent again. Inferences are never: this device finishes them alone.
struct RetryOptions {
  // Retries; after them the edge is looked for once in a health_check_interval.
  uint32_t count = 3;
  // Before the first retry, > 0; each pause is twice the one before, and up to a quarter longer at random.
  std::chrono::nanoseconds delay = std::chrono::seconds(1);
};

struct DeviceOptions {
  // http://HOST:PORT of the edge, ws:// for WebSocket; or mqtt://HOST[:PORT][/TOPIC] of a broker and the topic that the
  // edge's start with, mqtts:// for TLS.
  std::string edge_url;
  // Others like it, in order of preference, for when that one is away. Whichever is in use, each health_check_interval
  // the preferred one of those that answer is gone to. They serve the same models.
  std::vector<std::string> fallback_edge_urls;
  // Of the broker, where edge_url names one. Without a device_id the broker keeps no session.
  MqttOptions mqtt;
  // Path of inferences below edge_url, e.g. where a gateway has another for them; {model} stands for the model's name.
  std::string inference_endpoint = "/v2/models/{model}/infer";
  // Path of a .tflite file or of a directory of per-layer files, known at the edge by its name without
  // ending; or the name of a model to download from the edge. Empty: the model the edge assigns.
  std::string model;
  // How the edge tells this device from others. Empty: host name and process id.
  std::string device_id;
  // Where downloaded models are kept. Empty: $XDG_CACHE_HOME/sciot, or ~/.cache/sciot.
  std::filesystem::path cache_directory;
  // Longest time of a call to the edge, connecting included.
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);
  // Of that, until there is a connection, and from the last byte sent to the first of the answer.
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds(5);
  std::chrono::nanoseconds read_timeout = std::chrono::seconds(5);
  // An inference waits for its answer this many times as long as the edge expects, >= 1, deadline_alone_factor times as
  // long as this device needs to finish alone, >= 0, or least_deadline, whichever is longest, but no longer than
  // timeout. Then this device goes on alone from the tensors it has.
  double deadline_factor = 2;
  double deadline_alone_factor = 1;
  std::chrono::nanoseconds least_deadline = std::chrono::milliseconds(100);
  // Longest time the download of a model may take.
  std::chrono::nanoseconds download_timeout = std::chrono::minutes(10);
  // Largest answer of the edge, models included.
  size_t max_response_bytes = size_t{1} << 30;
  // Always cut here, 0..layer count. Nothing: where the edge decides.
  std::optional<uint32_t> split;
  // Always run these layers here, ascending, and leave the others to the edge, instead of a split. They must need
  // nothing of the others.
  std::vector<uint32_t> layers;
  // Engines kept beside that of splits, for sets of layers that the edge names where no split is as good; each has
  // weights of its own.
  size_t max_orders = 2;
  // Each layer takes so many times as long as on this machine; >= 1.
  double slowdown = 1;
  // Delays to try a slower board or a longer way with.
  DelaySimulationOptions delay_simulation;
  // Runs of all layers at the start, to learn what each takes here.
  size_t calibration_runs = 3;
  // Pause between reports while all layers run here, and between looks into the spool.
  std::chrono::nanoseconds report_interval = std::chrono::seconds(1);
  // Pause between measurements of the link while all layers run here.
  std::chrono::nanoseconds probe_interval = std::chrono::seconds(10);
  // Bytes of the exchange that measures the bandwidth.
  size_t probe_bytes = size_t{16} << 10;
  // Threads of one inference.
  uint32_t threads = 1;
  // Fold adjacent operators of the layers that run here into one, where that is measured to be faster. Results then
  // differ from those without it within float tolerance.
  bool fused = false;
  VarianceDetectionOptions variance_detection = {};
  RetryOptions retry = {};
  // Pause between looks for an edge that was not found again, and for a preferred one, > 0.
  std::chrono::nanoseconds health_check_interval = std::chrono::seconds(5);
  SpoolOptions spool = {};
  // Operators that the model may use beside those that SCIoT knows. An edge that shall run their layers must know them
  // too.
  CustomOperators custom_operators;
};

// Where the layers ran: both, all at the edge, or all here (decided so, or because the edge did not answer).
enum class InferenceSource { kSplit, kEdge, kDevice };

// "split", "edge" or "device".
const char* InferenceSourceName(InferenceSource source);

struct Inference {
  // Unique over all inferences of all devices.
  std::string id;
  // Where this inference was cut. Also when the edge did not answer, and the device ran the rest.
  uint32_t split = 0;
  // The layers that ran here then, as many as the split says, where they are not the first ones; else empty.
  std::vector<uint32_t> layers;
  // Why the edge named this split for this inference only, to have layers measured here, e.g. "Local inference mode";
  // empty when it decided so.
  std::string message;
  // Body of the request that was answered; 0 when none was.
  uint64_t bytes_sent = 0;
  std::chrono::nanoseconds device_time{};   // in layers, here
  std::chrono::nanoseconds network_time{};  // waiting for the edge, less edge_time
  std::chrono::nanoseconds edge_time{};     // waiting and computing at the edge, as it says
  std::chrono::nanoseconds total_time{};
  InferenceSource source = InferenceSource::kDevice;
  // Why the edge did not finish this inference; empty when it did or was not asked.
  std::string edge_failure;
  // Why the result is neither recorded at the edge nor kept here, where a spool is; empty when it is.
  std::string spool_failure;
  // The outputs in the model's order, little endian; valid until the next inference.
  std::vector<std::span<const std::byte>> outputs;
};

// One thread at a time. Another thread of its own keeps in touch with the edge.
class Device {
 public:
  // Gets the model, measures every layer and registers at the edge. An edge that cannot be reached is an
  // error only when the model is not here either.
  static Result<std::unique_ptr<Device>> Open(const DeviceOptions& options);
  ~Device();

  // Runs the model on `inputs`, one for each of inputs(), little endian. Errors are about the inputs;
  // whatever goes wrong at the edge is made good here.
  Result<Inference> Infer(std::span<const std::span<const std::byte>> inputs);

  // Brings what is in the spool to the edge now; returns when all is there, an attempt failed, or `longest` is over.
  // Whether all is there. Without a spool it is.
  bool Flush(std::chrono::nanoseconds longest);
  // All 0 without a spool.
  SpoolCounts spool_counts() const;

  // The model's name at the edge.
  const std::string& model_name() const;
  size_t layer_count() const;
  const std::vector<TensorSpec>& inputs() const;
  const std::vector<TensorSpec>& outputs() const;
  // The model's sidecar, which says how pixels become inputs and outputs are read: YAML, empty without one.
  const std::string& sidecar() const;

 private:
  class Impl;
  explicit Device(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot
