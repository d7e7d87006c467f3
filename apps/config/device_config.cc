#include "device_config.h"

#include "base/log.h"
#include "base/yaml_fields.h"
#include "delay_settings.h"
#include "device/edge_callers.h"
#include "mqtt_settings.h"
#include "protocol/layer_list.h"
#include "variance_settings.h"
#include "yaml_text.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

constexpr double kDay = Settings::kSecondsOfADay;

Status CheckUrl(const std::string& text) {
  return text.empty() ? Status() : device::CheckEdgeUrl(text);
}

Status ReadUrls(const YAML::Node& node, std::vector<std::string>& urls) {
  if (!node.IsSequence()) return ErrorAt(node, "\"fallbacks\" must be a list of URLs");
  urls.clear();
  for (const auto& entry : node) {
    SCIOT_ASSIGN(const std::string url, ReadText(entry, "fallbacks"));
    const Status checked = url.empty() ? Error{ErrorCode::kInvalidArgument, "an empty URL"} : CheckUrl(url);
    if (!checked.ok()) return ErrorAt(entry, checked.error().message);
    urls.push_back(url);
  }
  return {};
}

std::string ShowUrls(const std::vector<std::string>& urls) {
  std::string text;
  for (const std::string& url : urls) text += (text.empty() ? "" : ", ") + YamlWord(url);
  return "[" + text + "]";
}

Settings ServerSettings(DeviceOptions& options) {
  Settings settings("server");
  settings
      .Text(
          {"base_url",
           "the edge, http://HOST:PORT, ws:// for WebSocket, or mqtt://HOST:PORT/TOPIC of a broker, mqtts:// with TLS"},
          options.edge_url, CheckUrl)
      .Text({"inference_endpoint", "path of inferences; {model} stands for the model's name"},
            options.inference_endpoint)
      .Custom(
          {"fallbacks", "other edges that serve the same models, in order of preference"},
          [&options](const YAML::Node& node) { return ReadUrls(node, options.fallback_edge_urls); },
          [&options] { return ShowUrls(options.fallback_edge_urls); }, "list of URLs")
      .Seconds({"timeout", "seconds a call may take, connecting included"}, options.timeout)
      .Seconds({"connect_timeout", "of that, until there is a connection"}, options.connect_timeout)
      .Seconds({"read_timeout", "of that, from the last byte sent to the first of the answer"}, options.read_timeout)
      .Number({"deadline_factor", "an inference waits so many times as long as the edge expects, within timeout"},
              options.deadline_factor, Interval::From(1, 1000))
      .Number({"deadline_alone_factor", "but at least so many times as long as finishing alone takes; 0: however long"},
              options.deadline_alone_factor, Interval::From(0, 1000))
      .Seconds({"least_deadline_s", "and at least so long"}, options.least_deadline)
      .Seconds({"download_timeout_s", "seconds the download of a model may take"}, options.download_timeout)
      .Count({"max_response_bytes", "largest answer, models included"}, options.max_response_bytes, {1});
  return settings;
}

Settings MqttSettings(MqttOptions& options, const fs::path& directory) {
  Settings settings("mqtt");
  AddMqttKeys(settings, options, directory);
  return settings;
}

Settings EngineSettings(DeviceOptions& options) {
  Settings settings("engine");
  settings.Count({"threads", "threads of one inference"}, options.threads, {1, 256})
      .Choice({"fused", "auto: fold operators where that is faster; results differ within float tolerance"},
              options.fused, {{"off", false}, {"auto", true}})
      .Count({"max_orders", "orders of the layers kept beside the model's own, for min-cut"}, options.max_orders, {1});
  return settings;
}

Settings LinkSettings(DeviceOptions& options) {
  Settings settings("link");
  settings
      .Seconds({"report_interval_s", "between reports while all layers run here, and looks into the spool"},
               options.report_interval)
      .Seconds({"health_check_interval_s", "between looks for an edge that no retry found, and for a preferred one"},
               options.health_check_interval)
      .Seconds({"probe_interval_s", "between measurements of the link while all layers run here"},
               options.probe_interval)
      .Count({"probe_bytes", "of the exchange that measures the bandwidth"}, options.probe_bytes, {0, 1 << 30});
  return settings;
}

Settings RetrySettings(RetryOptions& options) {
  Settings settings("retry");
  settings
      .Count({"count", "retries of a report or registration that failed; no inference waits for them"}, options.count,
             {0, 100})
      .Seconds(
          {"delay_s", "before the first; each pause is twice the one before, and up to a quarter longer at random"},
          options.delay);
  return settings;
}

Settings SpoolSettings(SpoolOptions& options, const fs::path& directory) {
  Settings settings("spool");
  settings.Path({"path", "an SQLite file of this device alone; empty: nothing is kept"}, options.path, directory)
      .Count({"max_measurements", "layer times kept; the oldest are dropped for new ones, and counted"},
             options.max_measurements)
      .Count({"max_bytes", "of all; without room for a result its inference says so"}, options.max_bytes, {1})
      .Count({"journal_bytes",
              "of PATH.journal, where results wait to be written in batches; what is larger is not; 0: none"},
             options.journal_bytes)
      .Flag({"outputs", "results hold the model's outputs"}, options.outputs)
      .Choice({"survives", "process: a kill at any moment; power: also a power failure, each write waits for the disk"},
              options.survives_power_failure, {{"process", false}, {"power", true}})
      .Count({"max_report_entries", "of one report to the edge"}, options.max_report_entries, {1})
      .Count({"max_report_bytes", "of these as they are kept, though one may be larger"}, options.max_report_bytes,
             {1});
  return settings;
}

Settings RunSettings(RunPlan& plan, const fs::path& directory) {
  Settings settings("run");
  settings
      .Paths({"inputs", "PNG or JPEG, raw tensor (.f32 .i8 .u8 .bin), or a directory; one for each input of the model"},
             plan.inputs, directory)
      .Count({"count", "inferences, over the inputs again and again; 0: until stopped; null: each input once"},
             plan.count)
      .Seconds({"interval_s", "between the starts of two inferences", Reload::kAtOnce}, plan.interval,
               Interval::From(0, kDay))
      .Path({"output_directory", "where outputs that the sidecar calls raw are written"}, plan.output_directory,
            directory)
      .Seconds({"farewell_s", "at the end, to bring to the edge what is in the spool"}, plan.farewell,
               Interval::From(0, kDay))
      .Choice({"output", "for each inference one line, or one JSON document", Reload::kAtOnce}, plan.form,
              {{"text", LineForm::kText}, {"json", LineForm::kJson}});
  return settings;
}

// The path of a model on disk, or a name, which is no path.
Status ReadModel(const YAML::Node& node, const fs::path& directory, std::string& model) {
  SCIOT_ASSIGN(model, ReadText(node, "model"));
  if (IsModelPath(model)) model = (directory / model).string();
  return {};
}

Status ReadLayers(const YAML::Node& node, std::vector<uint32_t>& layers) {
  layers.clear();
  if (node.IsNull()) return {};
  SCIOT_ASSIGN(const std::string text, ReadText(node, "layers"));
  auto parsed = protocol::ParseLayerList(text, "layers");
  if (!parsed.ok()) return ErrorAt(node, parsed.error().message);
  layers = std::move(parsed).value();
  return {};
}

void AddDeviceKeys(Settings& settings, DeviceOptions& options, const fs::path& directory) {
  settings
      .Custom(
          {"model", "a model on disk, or the name of one to download; empty: the edge assigns one"},
          [&options, directory](const YAML::Node& node) { return ReadModel(node, directory, options.model); },
          [&options] { return YamlWord(options.model); })
      .Text({"device_id", "name of this device; empty: host name and process id"}, options.device_id)
      .Path({"cache_directory", "of downloaded models; empty: $XDG_CACHE_HOME/sciot or ~/.cache/sciot"},
            options.cache_directory, directory)
      .Count({"split", "always cut before this layer; null: where the edge decides"}, options.split)
      .Custom(
          {"layers", "always run these layers here, e.g. 0-5,8, in place of a split; null: where the edge decides"},
          [&options](const YAML::Node& node) { return ReadLayers(node, options.layers); },
          [&options] { return options.layers.empty() ? "null" : YamlWord(protocol::FormatLayerList(options.layers)); })
      .Number({"slowdown", "each layer takes so many times as long, like a slower board"}, options.slowdown,
              Interval::From(1, 1e6))
      .Count({"calibration_runs", "of all layers at the start"}, options.calibration_runs, {1, 1000});
}

}  // namespace

bool IsModelPath(const std::string& model) {
  return model.find('/') != std::string::npos || fs::path(model).extension() == ".tflite";
}

Settings DeviceSettings(DeviceConfig& config, const fs::path& directory) {
  Settings settings("the configuration");
  AddDeviceKeys(settings, config.device, directory);
  settings.Text({"log_level", "debug, info, warn, error or off", Reload::kAtOnce}, config.log_level, CheckLogLevel)
      .Section("the edge", ServerSettings(config.device))
      .Section("the broker, where base_url names one", MqttSettings(config.device.mqtt, directory))
      .Section("keeping in touch", LinkSettings(config.device))
      .Section("when what failed is sent again", RetrySettings(config.device.retry))
      .Section("results that the edge has no record of, and layer times it was not told, until it has them",
               SpoolSettings(config.device.spool, directory))
      .Section("how layers run here", EngineSettings(config.device))
      .Section("layers that no longer take the time they took here", VarianceSettings(config.device.variance_detection))
      .Section("delays to try a slower board or a longer way with",
               DelaySimulationSettings(config.device.delay_simulation))
      .Section("what sciot-device does with it", RunSettings(config.plan, directory));
  return settings;
}

}  // namespace sciot::app
