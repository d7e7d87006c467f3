#include "measured_profile.h"

#include "../../io/json_text.h"
#include "base/file.h"

namespace sciot::app {
namespace {

constexpr size_t kMaxProfileBytes = size_t{64} << 20;
constexpr double kMaxMicroseconds = 3.6e9;  // an hour
constexpr double kMicrosecondsOfASecond = 1e6;

Error Malformed(const std::string& what) {
  return {ErrorCode::kInvalidArgument, what};
}

// The member of an object, or null.
const Json& Member(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

Result<double> ReadPositive(const Json& object, const char* key) {
  const Json& value = Member(object, key);
  if (value.is_number() && value.get<double>() > 0) return value.get<double>();
  return Malformed("\"" + std::string(key) + "\" is not a number above 0");
}

Result<double> ReadTime(const Json& us, const std::string& where) {
  const double value = us.is_number() ? us.get<double>() : -1;
  if (value >= 0 && value <= kMaxMicroseconds) return value / kMicrosecondsOfASecond;
  return Malformed(where + " is " + us.dump() + ", not microseconds between 0 and an hour");
}

// "layers": [{"index": 0, "median_us": 1.5}, …]
Result<std::vector<double>> ReadLayerRows(const Json& rows) {
  std::vector<double> seconds;
  for (const Json& row : rows) {
    const std::string where = "layers[" + std::to_string(seconds.size()) + "]";
    const Json& index = Member(row, "index");
    if (!index.is_number() || index.get<double>() != static_cast<double>(seconds.size())) {
      return Malformed(where + " has the index " + index.dump() + "; profile all layers, from 0");
    }
    SCIOT_ASSIGN(const double time, ReadTime(Member(row, "median_us"), where + ".median_us"));
    seconds.push_back(time);
  }
  return seconds;
}

// {"us": [1.5, …]}
Result<std::vector<double>> ReadLayerTimes(const Json& object, const std::string& key) {
  const Json& times = Member(Member(object, key.c_str()), "us");
  if (!times.is_array()) return Malformed("\"" + key + ".us\" is not a list of times");
  std::vector<double> seconds;
  for (const Json& us : times) {
    SCIOT_ASSIGN(const double time, ReadTime(us, key + ".us[" + std::to_string(seconds.size()) + "]"));
    seconds.push_back(time);
  }
  return seconds;
}

Result<decision::Link> ReadLink(const Json& link) {
  decision::Link read;
  SCIOT_ASSIGN(const double rtt_seconds, ReadTime(Member(link, "rtt_us"), "link.rtt_us"));
  read.rtt = std::chrono::round<Duration>(std::chrono::duration<double>(rtt_seconds));
  SCIOT_ASSIGN(read.uplink_bytes_per_second, ReadPositive(link, "uplink_bytes_per_second"));
  SCIOT_ASSIGN(read.downlink_bytes_per_second, ReadPositive(link, "downlink_bytes_per_second"));
  return read;
}

Result<MeasuredProfile> ReadExport(const Json& document) {
  MeasuredProfile profile;
  SCIOT_ASSIGN(profile.device_seconds, ReadLayerTimes(document, "device_layers"));
  SCIOT_ASSIGN(profile.edge_seconds, ReadLayerTimes(document, "edge_layers"));
  SCIOT_ASSIGN(profile.link, ReadLink(Member(document, "link")));
  SCIOT_ASSIGN(profile.queue_seconds, ReadTime(Member(document, "queue_us"), "queue_us"));
  return profile;
}

Result<MeasuredProfile> ReadDocument(const Json& document) {
  const bool is_export = document.is_object() && document.contains("device_layers");
  const Json& sha256 = Member(document, is_export ? "model_sha256" : "sha256");
  const bool is_profile = is_export || Member(document, "layers").is_array();
  if (!is_profile || !sha256.is_string()) {
    return Malformed("neither a profile of `sciot run --profile` nor an edge's document of a device");
  }
  MeasuredProfile profile;
  if (is_export) {
    SCIOT_ASSIGN(profile, ReadExport(document));
  } else {
    SCIOT_ASSIGN(profile.machine_seconds, ReadLayerRows(document["layers"]));
  }
  profile.model_sha256 = sha256.get<std::string>();
  return profile;
}

Status CheckModel(const MeasuredProfile& profile, const edge::HostedModel& model) {
  if (profile.model_sha256 != model.sha256()) {
    return Error{ErrorCode::kConflict,
                 "is of a model with SHA-256 " + profile.model_sha256 + ", not of " + model.sha256()};
  }
  for (const auto* seconds : {&profile.machine_seconds, &profile.device_seconds, &profile.edge_seconds}) {
    if (seconds->empty() || seconds->size() == model.layer_count()) continue;
    return Error{ErrorCode::kConflict, "has times of " + std::to_string(seconds->size()) + " layers, the model has " +
                                           std::to_string(model.layer_count())};
  }
  return {};
}

}  // namespace

Result<MeasuredProfile> ReadMeasuredProfile(const std::filesystem::path& path, const edge::HostedModel& model) {
  SCIOT_ASSIGN(const std::string text, ReadTextFile(path, kMaxProfileBytes));
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return Malformed(path.string() + ": not JSON");
  Result<MeasuredProfile> profile = ReadDocument(document);
  if (!profile.ok()) return WithContext(profile.error(), path.string());
  const Status checked = CheckModel(profile.value(), model);
  if (!checked.ok()) return WithContext(checked.error(), path.string());
  return profile;
}

}  // namespace sciot::app
