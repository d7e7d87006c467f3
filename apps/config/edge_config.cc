#include "edge_config.h"

#include <array>

#include "address.h"
#include "base/log.h"
#include "base/yaml_fields.h"
#include "decision/algorithm.h"
#include "delay_settings.h"
#include "extension_settings.h"
#include "mqtt_settings.h"
#include "variance_settings.h"
#include "yaml_text.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Settings HttpSettings(transport::http::ServerOptions& options) {
  Settings settings("http");
  settings.Text({"host", "address or name to listen on"}, options.host)
      .Count({"port", "0: any free one"}, options.port, {0, UINT16_MAX})
      .Count({"io_threads", "threads that read and write"}, options.io_threads, {1, 256})
      .Count({"max_connections", "one more is answered with 503 and closed"}, options.max_connections, {1})
      .Count({"max_body_bytes", "of a request; larger: 413"}, options.max_body_bytes, {1})
      .Count({"max_pending_body_bytes", "of all requests in work; beyond: 503"}, options.max_pending_body_bytes, {1})
      .Count({"max_header_bytes", "of a request; larger: 431"}, options.max_header_bytes, {256})
      .Seconds({"idle_timeout_s", "until the next request on an open connection"}, options.idle_timeout)
      .Seconds({"request_timeout_s", "from the first byte of a request to its last"}, options.request_timeout)
      .Seconds({"write_timeout_s", "without progress while an answer is sent"}, options.write_timeout)
      .Seconds({"linger_timeout_s", "for a refused client to read its answer"}, options.linger_timeout);
  return settings;
}

struct NamedMode {
  const char* name;
  bool Modes::*flag;
};

constexpr std::array kModes = {NamedMode{"http", &Modes::http}, NamedMode{"websocket", &Modes::websocket},
                               NamedMode{"mqtt", &Modes::mqtt}};

std::string ModeNames(const Modes* only) {
  std::string names;
  for (const auto& [name, flag] : kModes) {
    if (only == nullptr || only->*flag) names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

Status ReadMode(const YAML::Node& node, Modes& modes) {
  SCIOT_ASSIGN(const std::string mode, ReadText(node, "mode"));
  for (const auto& [name, flag] : kModes) {
    if (mode != name) continue;
    modes.*flag = true;
    return {};
  }
  return ErrorAt(node, "\"mode\" must be of: " + ModeNames(nullptr) + "; not '" + mode + "'");
}

// One word, or a list of them.
Status ReadModes(const YAML::Node& node, Modes& modes) {
  if (!node.IsScalar() && !node.IsSequence()) return ErrorAt(node, "\"mode\" must be a list of protocols");
  Modes found{false, false, false};
  if (node.IsScalar()) SCIOT_TRY(ReadMode(node, found));
  for (const auto& entry : node) SCIOT_TRY(ReadMode(entry, found));
  modes = found;
  return {};
}

Settings WebSocketSettings(transport::http::WebSocketOptions& options) {
  Settings settings("websocket");
  settings
      .Count({"max_connections", "at most those of http, which count them too; one more: 503"}, options.max_connections,
             {1})
      .Count({"max_message_bytes", "all fragments together; larger: close code 1009"}, options.max_message_bytes, {1})
      .Seconds({"idle_timeout_s", "of silence, then the connection is closed; after half of it the edge pings"},
               options.idle_timeout);
  return settings;
}

Status CheckTopic(const std::string& topic) {
  return transport::mqtt::CheckTopic(topic);
}

Settings MqttSettings(edge::MqttEdgeOptions& options, const fs::path& directory) {
  Settings settings("mqtt");
  transport::mqtt::Address& address = options.address;
  settings.Text({"host", "name or address of the broker"}, address.host)
      .Count({"port", "of the broker; 8883 is usual with TLS"}, address.port, {1, UINT16_MAX})
      .Flag({"tls", "encrypt, and check the broker's certificate"}, address.is_encrypted)
      .Text({"topic", "what the topics of this edge start with; each edge of a broker has its own"}, address.topic,
            CheckTopic)
      .Count({"remembered_requests", "the last so many are told from their duplicates"}, options.remembered_requests,
             {1});
  AddMqttKeys(settings, options.mqtt, directory);
  return settings;
}

Settings CommunicationSettings(EdgeConfig& config, const fs::path& directory) {
  Settings settings("communication");
  settings.Custom(
      {"mode", "protocols that the edge serves; none: only those that plugins add"},
      [&config](const YAML::Node& node) { return ReadModes(node, config.modes); },
      [&config] { return "[" + ModeNames(&config.modes) + "]"; }, "list of: " + ModeNames(nullptr));
  settings.Section("the Open Inference Protocol v2 and the developer guide's endpoints", HttpSettings(config.http))
      .Section("the same calls as messages over WebSocket, at /ws of the HTTP port",
               WebSocketSettings(config.http.websocket))
      .Section("the same calls as messages through a broker", MqttSettings(config.mqtt, directory));
  return settings;
}

Settings ModelLimitSettings(model::Limits& limits) {
  Settings settings("model");
  settings.Count({"max_file_bytes", "the file, or all files of a directory"}, limits.max_file_bytes, {1})
      .Count({"max_activation_bytes", "all tensors of a run together"}, limits.max_activation_bytes, {1})
      .Count({"max_unpacked_bytes", "constants of float16, sparse or unaligned"}, limits.max_unpacked_bytes, {1})
      .Count({"max_macs", "multiply-accumulates of one run"}, limits.max_macs, {1})
      .Count({"max_nodes", "operators"}, limits.max_nodes, {1, UINT32_MAX})
      .Count({"max_layer_files", "files of a directory"}, limits.max_layer_files, {1, UINT32_MAX});
  return settings;
}

Settings MessageSettings(protocol::Limits& limits) {
  Settings settings("message");
  settings.Count({"max_tensors", "of one message"}, limits.max_tensors, {1})
      .Count({"max_json_bytes", "of the part that is JSON"}, limits.max_json_bytes, {1})
      .Count({"max_json_depth", "arrays and objects inside each other"}, limits.max_json_depth, {1})
      .Count({"max_json_values", "of one message, array elements included"}, limits.max_json_values, {1})
      .Count({"max_rank", "dimensions of a tensor"}, limits.max_rank, {1})
      .Count({"max_name_bytes", "of a name or an id"}, limits.max_name_bytes, {1})
      .Count({"max_layers", "layer times of one message"}, limits.max_layers, {1})
      .Count({"max_link_samples", "of one registration"}, limits.max_link_samples, {1})
      .Count({"max_report_entries", "of one report of results"}, limits.max_report_entries, {1});
  return settings;
}

Settings LayerSettings(profile::LayerTimesOptions& options) {
  Settings settings("layers");
  settings.Number({"alpha", "share of a new time"}, options.alpha, Interval::Above(0, 1))
      .Count({"recent_updates", "a layer not measured for so many updates is estimated from its calibration"},
             options.recent_updates, {1});
  return settings;
}

Settings EngineSettings(engine::Options& options) {
  Settings settings("engine");
  settings
      .Choice({"fused", "auto: fold operators where that is faster; results differ within float tolerance"},
              options.fused, {{"off", engine::Fused::kOff}, {"auto", engine::Fused::kAuto}})
      .Count({"fused_ranges", "ranges of layers kept folded, by each worker and model"}, options.fused_ranges,
             {1, 1024});
  return settings;
}

Settings ModelCacheSettings(edge::ModelCacheOptions& options) {
  Settings settings("model_cache");
  settings.Count({"max_size", "models at a time; the least recently used goes first"}, options.max_size, {1})
      .Count({"max_orders", "orders of the layers kept for each beside its own, for min-cut"}, options.max_orders, {1})
      .Limit({"max_bytes", "of all together, each its file and once more for each worker; null: any number"},
             options.max_bytes);
  return settings;
}

Settings EdgeVarianceSettings(edge::EdgeOptions& options) {
  Settings settings = VarianceSettings(options.variance);
  settings.Text({"detector", "window, or the name of one that a plugin adds"}, options.variance_detector)
      .Count({"first_retest_gap", "inferences until layers that vary, and that none of them runs, are measured again"},
             options.retest.first_gap, {1, 1000})
      .Count({"most_retest_gap", "the gap doubles up to this, so that layers which never settle cost little"},
             options.retest.most_gap, {1, 1'000'000});
  return settings;
}

Settings LocalInferenceSettings(edge::LocalInferenceOptions& options) {
  Settings settings("local_inference_mode");
  settings
      .Flag({"enabled", "a device runs one inference whole, to measure all its layers", Reload::kAtOnce},
            options.enabled)
      .Number({"probability", "of that, after each inference", Reload::kAtOnce}, options.probability,
              Interval::From(0, 1))
      .Count({"seed", "the same seed chooses the same inferences"}, options.seed);
  return settings;
}

Settings ResultSettings(edge::EdgeOptions& options, const fs::path& directory) {
  using storage::Durability;
  Settings settings("results");
  settings
      .Path({"path", "an SQLite file, which others may read meanwhile; empty: none are kept"}, options.results.path,
            directory)
      .Count({"max_records", "kept; the oldest is dropped for a new one, and counted"}, options.results.max_records,
             {1})
      .Count({"max_bytes", "of all records together; likewise"}, options.results.max_bytes, {1})
      .Choice({"survives", "process: a kill at any moment; power: also a power failure, each write waits for the disk"},
              options.results.durability, {{"process", Durability::kProcess}, {"power", Durability::kPower}})
      .Count({"max_report_bytes", "of one report; larger: 413"}, options.max_report_bytes, {1})
      .Count({"max_page_records", "in the answer to one GET"}, options.max_result_page_records, {1})
      .Count({"max_page_bytes", "of these, but at least one record"}, options.max_result_page_bytes, {1});
  return settings;
}

Settings LegacySettings(edge::LegacyOptions& options) {
  Settings settings("legacy");
  settings.Flag({"enabled", "serve them, with the first model"}, options.enabled)
      .Flag({"run_device_input", "run the whole model on each picture they send"}, options.run_device_input)
      .Count(
          {"websocket_port", "where they alone are served over WebSocket, at /ws as on the HTTP port; null: nowhere"},
          options.websocket_port, {0, UINT16_MAX})
      .Choice({"mqtt_pixels", "which byte of a pixel comes first in pictures over MQTT"}, options.mqtt_pixels,
              {{"little", vision::PixelOrder::kLittleEndian}, {"big", vision::PixelOrder::kBigEndian}});
  return settings;
}

Settings LinkSettings(profile::LinkOptions& options) {
  Settings settings("link");
  settings.Number({"alpha", "share of a new sample"}, options.alpha, Interval::Above(0, 1))
      .Seconds({"default_rtt_s", "round trip until one is measured"}, options.default_rtt)
      .Number({"default_bytes_per_second", "until the bandwidth is measured"}, options.default_bytes_per_second,
              Interval::Above(0))
      .Count({"small_exchange_bytes", "up to so many bytes an exchange teaches the round trip alone"},
             options.small_exchange_bytes)
      .Number({"surprise_factor", "so many times off twice in a row means another link"}, options.surprise_factor,
              Interval::Above(1))
      .Number({"noise", "relative error that passes for noise"}, options.noise, Interval::Above(0, 1))
      .Number({"drift_alpha", "share of a fit through the last samples"}, options.drift_alpha, Interval::Above(0, 1))
      .Number({"probe_alpha", "share of what a probe shows by itself"}, options.probe_alpha, Interval::Above(0, 1));
  return settings;
}

Settings ObjectiveSettings(decision::Objective& objective) {
  Settings settings("objective");
  settings.Number({"latency", "weight of a second", Reload::kAtOnce}, objective.latency, Interval::From(0))
      .Number({"energy", "weight of a joule that the device spends", Reload::kAtOnce}, objective.energy,
              Interval::From(0))
      .Number({"bytes", "weight of a byte that leaves the device", Reload::kAtOnce}, objective.bytes, Interval::From(0))
      .Number({"device_watts", "of the device while it computes", Reload::kAtOnce}, objective.device_watts,
              Interval::From(0))
      .Number({"waiting_watts", "of the device while it waits for the edge", Reload::kAtOnce}, objective.waiting_watts,
              Interval::From(0))
      .Number({"radio_joules_per_byte", "sent or received", Reload::kAtOnce}, objective.radio_joules_per_byte,
              Interval::From(0));
  return settings;
}

Settings AdaptiveSettings(decision::AdaptiveOptions& adaptive) {
  Settings settings("adaptive");
  settings
      .Number({"margin", "a gain of at most this share is no reason to move", Reload::kAtOnce}, adaptive.margin,
              Interval::From(0))
      .Number({"doubt", "nor is one below this share of the present times' spread", Reload::kAtOnce}, adaptive.doubt,
              Interval::From(0))
      .Number({"patience", "it moves once the gains passed up beyond these add up to this", Reload::kAtOnce},
              adaptive.patience, Interval::From(0))
      .Count({"look_interval", "inferences without a time of the device before one measures it", Reload::kAtOnce},
             adaptive.look_interval, {1, 1'000'000})
      .Number({"look_cost", "that measuring may cost on average, as a share", Reload::kAtOnce}, adaptive.look_cost,
              Interval::Above(0, 1))
      .Number({"memory", "share of the last decision in what is remembered of moves and changes", Reload::kAtOnce},
              adaptive.memory, Interval::Above(0, 1))
      .Number({"lost_limit", "inferences' worth lost at the edge before the device stays alone", Reload::kAtOnce},
              adaptive.lost_limit, Interval::From(0));
  return settings;
}

Settings LimitSettings(decision::Limits& limits) {
  Settings settings("limits");
  settings
      .Count({"min_device_layers", "first layers that always run on the device", Reload::kAtOnce},
             limits.min_device_layers)
      .Limit({"max_upload_bytes", "that one inference may send; null: any number", Reload::kAtOnce},
             limits.max_upload_bytes)
      .Limit({"max_device_memory_bytes", "that the layers on the device may take; null: any number", Reload::kAtOnce},
             limits.max_device_memory_bytes);
  return settings;
}

Status ReadModels(const YAML::Node& node, const fs::path& directory, std::vector<edge::ModelSource>& models) {
  if (!node.IsMap()) return ErrorAt(node, "\"models\" must be a mapping of names to paths");
  models.clear();
  for (const auto& entry : node) {
    SCIOT_ASSIGN(const std::string name, ReadText(entry.first, "models"));
    SCIOT_ASSIGN(const std::string path, ReadText(entry.second, name));
    models.push_back({name, directory / path});
  }
  return {};
}

std::string ShowModels(const std::vector<edge::ModelSource>& models) {
  std::string text;
  for (const edge::ModelSource& model : models) {
    text += (text.empty() ? "" : ", ") + YamlWord(model.name) + ": " + YamlWord(model.path.string());
  }
  return "{" + text + "}";
}

// Which names plugins add is known when they are loaded.
Status CheckAlgorithm(const EdgeConfig& config, const std::string& name) {
  if (!config.edge.plugins.empty() || config.linked.algorithms.contains(name)) return {};
  const auto algorithm = decision::MakeAlgorithm(name);
  return algorithm.ok() ? Status() : algorithm.error();
}

void AddServingKeys(Settings& settings, EdgeConfig& config) {
  edge::EdgeOptions& options = config.edge;
  settings
      .Text({"algorithm", "how the split is chosen: latency, adaptive, guide, min-cut, all-device, all-edge or fixed:K",
             Reload::kAtOnce},
            options.algorithm, [&config](const std::string& name) { return CheckAlgorithm(config, name); })
      .Count({"inference_workers", "threads that run inferences; 0: one per core"}, options.inference_workers,
             {0, 1024})
      .Count({"threads_per_inference", "more than cores / workers makes all slower"}, options.engine.threads, {1, 256})
      .Count({"max_queued_inferences", "waiting for a worker; one more is answered with 503", Reload::kAtOnce},
             options.max_queued_inferences)
      .Count({"max_devices", "remembered; the one unheard of longest is forgotten first"}, options.max_devices, {1})
      .Count({"max_registration_bytes", "of a device's registration; larger: 413"}, options.max_registration_bytes, {1})
      .Count({"calibration_runs", "of each model at the start"}, options.calibration_runs, {1})
      .Number({"queue_alpha", "share of a new waiting time in the estimate of the queue"}, options.queue_alpha,
              Interval::Above(0, 1));
}

}  // namespace

Settings EdgeSettings(EdgeConfig& config, const fs::path& directory) {
  Settings settings("the configuration");
  settings.Custom(
      {"models", "name in URLs: path", Reload::kAtOnce},
      [&config, directory](const YAML::Node& node) { return ReadModels(node, directory, config.edge.models); },
      [&config] { return ShowModels(config.edge.models); });
  AddExtensionKeys(settings, config.edge, directory);
  AddServingKeys(settings, config);
  settings
      .Seconds({"shutdown_grace_s", "for accepted requests to finish after a SIGTERM", Reload::kAtOnce},
               config.shutdown_grace)
      .Text({"log_level", "debug, info, warn, error or off", Reload::kAtOnce}, config.log_level, CheckLogLevel)
      .Section("how it is reached", CommunicationSettings(config, directory))
      .Section("what an inference costs: the less the better", ObjectiveSettings(config.edge.objective))
      .Section("how the algorithm adaptive weighs what it sees", AdaptiveSettings(config.edge.adaptive))
      .Section("what no split may exceed", LimitSettings(config.edge.limits))
      .Section("how each worker runs a model", EngineSettings(config.edge.engine))
      .Section("estimate of a layer's time", LayerSettings(config.edge.layer_times))
      .Section("layers that no longer take the time they took, here and on each device",
               EdgeVarianceSettings(config.edge))
      .Section("now and then", LocalInferenceSettings(config.edge.local_inference))
      .Section("results of devices, kept at the edge", ResultSettings(config.edge, directory))
      .Section("devices of the first firmware", LegacySettings(config.edge.legacy))
      .Section("estimate of a device's link", LinkSettings(config.edge.link))
      .Section("what a model may cost before it is refused", ModelLimitSettings(config.edge.model_limits))
      .Section("models kept in memory; others are loaded when they are asked for",
               ModelCacheSettings(config.edge.model_cache))
      .Section("delays to try a slower edge or a longer way with",
               DelaySimulationSettings(config.edge.delay_simulation))
      .Section("what a message may hold", MessageSettings(config.edge.message_limits));
  return settings;
}

Status CheckConnections(const EdgeConfig& config) {
  const size_t of_websocket = config.http.websocket.max_connections;
  if (!config.modes.websocket || of_websocket <= config.http.max_connections) return {};
  return Invalid("communication.websocket.max_connections is " + std::to_string(of_websocket) +
                 "; it must be at most communication.http.max_connections, which counts them too and is " +
                 std::to_string(config.http.max_connections));
}

Status ParseListen(const std::string& text, EdgeConfig& config) {
  SCIOT_ASSIGN(Address address, ParseAddress(text, config.http.host));
  config.http.host = std::move(address.host);
  config.http.port = address.port;
  return {};
}

Result<edge::ModelSource> ParseModel(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals != std::string::npos) {
    if (equals > 0 && equals + 1 < text.size())
      return edge::ModelSource{text.substr(0, equals), text.substr(equals + 1)};
    return Invalid("'" + text + "' is not NAME=PATH");
  }
  fs::path path = fs::path(text).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (path.stem().empty()) return Invalid("'" + text + "' is not NAME=PATH");
  return edge::ModelSource{path.stem().string(), text};
}

}  // namespace sciot::app
