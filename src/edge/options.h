// What an edge server can be told. Every field has a configuration key of the same name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "decision/algorithm.h"
#include "decision/objective.h"
#include "edge/retest_schedule.h"
#include "engine/engine.h"
#include "extension/plugin.h"
#include "model/model.h"
#include "profile/layer_times.h"
#include "profile/link_estimator.h"
#include "profile/variance_detector.h"
#include "profile/window_detector.h"
#include "protocol/edge_status.h"
#include "protocol/limits.h"
#include "sciot/delay.h"
#include "storage/result_store.h"
#include "vision/rgb565.h"

namespace sciot::edge {

struct ModelSource {
  std::string name;            // in URLs
  std::filesystem::path path;  // a .tflite, or a directory of per-layer files
};

// Models kept in memory; one that is not is loaded when it is asked for. Configuration keys: model_cache.max_size and
// so on.
struct ModelCacheOptions {
  // Models at a time, >= 1; the least recently used goes first.
  size_t max_size = 10;
  // Orders of the layers kept for each of them, beside its own, for devices whose layers are no split; >= 1.
  size_t max_orders = 4;
  // Bytes that they may take together: for each its file, and once more for the weights of each worker.
  uint64_t max_bytes = std::numeric_limits<uint64_t>::max();
};

// Now and then a device runs all layers, so that the times of those it usually leaves to the edge stay known.
// Configuration keys: local_inference_mode.enabled and so on.
struct LocalInferenceOptions {
  bool enabled = false;
  // Of an inference to be followed by one that runs on the device whole, in [0, 1].
  double probability = 0.1;
  // The same seed chooses the same inferences.
  uint64_t seed = 1;
};

// Devices of the first firmware, over each protocol that is served. Configuration keys: legacy.enabled and so on.
struct LegacyOptions {
  bool enabled = false;
  // Whether the edge runs the whole model on each picture that such a device sends.
  bool run_device_input = false;
  // Where they are served over WebSocket alone, at /ws as on the HTTP port; 0: any free one. Nothing: there alone.
  std::optional<uint16_t> websocket_port;
  // Of pictures that come over MQTT.
  vision::PixelOrder mqtt_pixels = vision::PixelOrder::kLittleEndian;
};

// The name of the built-in variance detector.
inline constexpr const char* kWindowDetector = "window";

struct EdgeOptions {
  // Served models. A device that asks for none gets the first.
  std::vector<ModelSource> models;
  // Threads that run inferences, each with its own operators and buffers. 0: one per core.
  size_t inference_workers = 0;
  // How each worker runs a model. Workers times threads beyond the cores makes all slower: waiting threads spin.
  engine::Options engine;
  // Inferences that may wait for a worker; one more is answered with 503 instead of growing the queue.
  size_t max_queued_inferences = 64;
  // Devices remembered, over all models; the one unheard of longest is forgotten for a new one, and registers
  // again when it is heard of.
  size_t max_devices = 10'000;
  // Largest body of a registration, in bytes.
  size_t max_registration_bytes = size_t{1} << 20;
  // Runs of each model at start-up, to learn the edge's own layer times.
  size_t calibration_runs = 5;
  // Share of a new waiting time in the estimate of the queue, in (0, 1].
  double queue_alpha = 0.2;
  // How the split is chosen: latency, adaptive, min-cut, guide, all-device, all-edge or fixed:K.
  std::string algorithm = "latency";
  decision::AdaptiveOptions adaptive;
  // What the split shall be good at, and what it may not exceed.
  decision::Objective objective;
  decision::Limits limits;
  // What a model may cost before it is refused.
  model::Limits model_limits;
  ModelCacheOptions model_cache;
  // Operators that models may use beside those built in. No key: a program that has some hands them in.
  CustomOperators custom_operators;
  // What a message may hold.
  protocol::Limits message_limits;
  profile::LayerTimesOptions layer_times;
  profile::LinkOptions link;
  // Makes the algorithm in place of decision::MakeAlgorithm, where it is a user's; not a configuration key.
  std::function<Result<std::unique_ptr<decision::Algorithm>>()> make_algorithm;
  // How often extensions failed, by extension and kind of fault, for the edge's status; not a configuration key.
  std::function<std::map<std::string, uint64_t>()> extension_faults;
  // Adds to the edge's status what is not the service's; not a configuration key.
  std::function<void(protocol::EdgeStatus&)> add_status;
  // Shared objects that add algorithms, variance detectors and protocol servers.
  std::vector<extension::PluginSource> plugins;
  // Largest message that an added protocol server may hand over, in bytes.
  size_t max_extension_message_bytes = size_t{64} << 20;
  // Delays to try a slower edge or a longer way with; those of the network hold back each answer.
  DelaySimulationOptions delay_simulation;
  // Notices layers that no longer take the time they took, of each device and of the edge itself.
  profile::VarianceOptions variance;
  RetestOptions retest;
  // The detector's name: kWindowDetector, or a user's.
  std::string variance_detector = kWindowDetector;
  // Makes another detector than that of `variance`; not a configuration key.
  profile::MakeVarianceDetector make_variance_detector;
  LocalInferenceOptions local_inference;
  // Where results of devices are kept, and how many. Configuration keys: results.path and so on, with the next three.
  storage::ResultStoreOptions results;
  // Largest body of a report of results, in bytes.
  size_t max_report_bytes = size_t{8} << 20;
  // Results that one answer lists at most, and their bytes.
  size_t max_result_page_records = 1000;
  size_t max_result_page_bytes = size_t{4} << 20;
  LegacyOptions legacy;
};

}  // namespace sciot::edge
