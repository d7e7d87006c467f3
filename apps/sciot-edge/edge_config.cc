#include "edge_config.h"

#include <charconv>

#include "../config/settings.h"
#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

constexpr double kUnlimited = 1e15;

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Result<uint16_t> ParsePort(std::string_view text) {
  uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure == std::errc() && end == text.data() + text.size()) return port;
  return Invalid("'" + std::string(text) + "' is not a port, 0..65535");
}

Settings ModelLimitSettings(model::Limits& limits) {
  Settings settings("model");
  settings.Count("max_file_bytes", limits.max_file_bytes, 1)
      .Count("max_activation_bytes", limits.max_activation_bytes, 1)
      .Count("max_unpacked_bytes", limits.max_unpacked_bytes, 1)
      .Count("max_nodes", limits.max_nodes, 1, UINT32_MAX)
      .Count("max_layer_files", limits.max_layer_files, 1, UINT32_MAX);
  return settings;
}

Settings MessageSettings(protocol::Limits& limits) {
  Settings settings("message");
  settings.Count("max_tensors", limits.max_tensors, 1)
      .Count("max_json_bytes", limits.max_json_bytes, 1)
      .Count("max_json_depth", limits.max_json_depth, 1)
      .Count("max_json_values", limits.max_json_values, 1)
      .Count("max_rank", limits.max_rank, 1)
      .Count("max_name_bytes", limits.max_name_bytes, 1)
      .Count("max_layers", limits.max_layers, 1)
      .Count("max_link_samples", limits.max_link_samples, 1);
  return settings;
}

Settings LayerSettings(profile::LayerTimesOptions& options) {
  Settings settings("layers");
  settings.Number("alpha", options.alpha, 0, 1).Count("recent_updates", options.recent_updates, 1);
  return settings;
}

Settings EngineSettings(engine::Options& options) {
  Settings settings("engine");
  settings
      .Custom("fused",
              [&options](const YAML::Node& node) -> Status {
                SCIOT_ASSIGN(const std::string text, ReadText(node, "fused"));
                const std::optional<engine::Fused> fused = engine::FusedOf(text);
                if (!fused) return ErrorAt(node, "\"fused\" is " + text + ", must be off or auto");
                options.fused = *fused;
                return {};
              })
      .Count("fused_ranges", options.fused_ranges, 1, 1024);
  return settings;
}

Settings ModelCacheSettings(edge::ModelCacheOptions& options) {
  Settings settings("model_cache");
  settings.Count("max_size", options.max_size, 1).Count("max_bytes", options.max_bytes, 1);
  return settings;
}

Settings LinkSettings(profile::LinkOptions& options) {
  Settings settings("link");
  settings.Number("alpha", options.alpha, 0, 1)
      .Seconds("default_rtt_s", options.default_rtt)
      .Number("default_bytes_per_second", options.default_bytes_per_second, 0, kUnlimited)
      .Count("small_exchange_bytes", options.small_exchange_bytes)
      .Number("surprise_factor", options.surprise_factor, 1, kUnlimited)
      .Number("noise", options.noise, 0, 1)
      .Number("drift_alpha", options.drift_alpha, 0, 1);
  return settings;
}

Settings HttpSettings(transport::http::ServerOptions& options) {
  Settings settings("http");
  settings.Count("max_body_bytes", options.max_body_bytes, 1)
      .Count("max_pending_body_bytes", options.max_pending_body_bytes, 1)
      .Count("max_header_bytes", options.max_header_bytes, 256)
      .Seconds("idle_timeout_s", options.idle_timeout)
      .Seconds("request_timeout_s", options.request_timeout)
      .Seconds("write_timeout_s", options.write_timeout)
      .Seconds("linger_timeout_s", options.linger_timeout)
      .Count("max_connections", options.max_connections, 1)
      .Count("io_threads", options.io_threads, 1, 256);
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

void AddServingKeys(Settings& settings, edge::EdgeOptions& options) {
  settings.Count("inference_workers", options.inference_workers, 0, 1024)
      .Count("threads_per_inference", options.engine.threads, 1, 256)
      .Count("max_queued_inferences", options.max_queued_inferences)
      .Count("max_devices", options.max_devices, 1)
      .Count("max_registration_bytes", options.max_registration_bytes, 1)
      .Count("calibration_runs", options.calibration_runs, 1)
      .Number("queue_alpha", options.queue_alpha, 0, 1)
      .Text("algorithm", options.algorithm);
}

}  // namespace

Status ReadEdgeConfig(const fs::path& path, EdgeConfig& config) {
  Settings settings("the configuration");
  AddServingKeys(settings, config.edge);
  settings
      .Custom("listen",
              [&](const YAML::Node& node) -> Status {
                SCIOT_ASSIGN(const std::string text, ReadText(node, "listen"));
                const Status parsed = ParseListen(text, config);
                return parsed.ok() ? parsed : ErrorAt(node, parsed.error().message);
              })
      .Custom("models",
              [&](const YAML::Node& node) { return ReadModels(node, path.parent_path(), config.edge.models); })
      .Section("model", ModelLimitSettings(config.edge.model_limits))
      .Section("model_cache", ModelCacheSettings(config.edge.model_cache))
      .Section("message", MessageSettings(config.edge.message_limits))
      .Section("engine", EngineSettings(config.edge.engine))
      .Section("layers", LayerSettings(config.edge.layer_times))
      .Section("link", LinkSettings(config.edge.link))
      .Section("http", HttpSettings(config.http))
      .Seconds("shutdown_grace_s", config.shutdown_grace)
      .Text("log_level", config.log_level);
  return ApplyConfigFile(path, settings);
}

Status ParseListen(const std::string& text, EdgeConfig& config) {
  const size_t colon = text.rfind(':');
  const std::string host = colon == std::string::npos ? config.http.host : text.substr(0, colon);
  const std::string_view port_text = std::string_view(text).substr(colon == std::string::npos ? 0 : colon + 1);
  const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (host.empty() || (!is_bracketed && host.find(':') != std::string::npos)) {
    return Invalid("'" + text + "' is not HOST:PORT (an IPv6 address goes in brackets)");
  }
  SCIOT_ASSIGN(config.http.port, ParsePort(port_text));
  config.http.host = host;
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
