#include "protocol/result_report.h"

#include <limits>

#include "base/base64.h"
#include "protocol/json.h"
#include "protocol/layer_list.h"
#include "protocol/layer_times.h"
#include "protocol/layers_parameter.h"
#include "protocol/tensor_list.h"

namespace sciot::protocol {
namespace {

constexpr uint64_t kMaxUnsigned = std::numeric_limits<uint64_t>::max();
constexpr const char* kResultKind = "result";
constexpr const char* kMeasurementKind = "measurement";

// The values go past the JSON library: they need no escapes, and an inference waits for this.
void AppendOutputs(const std::vector<Tensor>& outputs, std::string& text) {
  text += ",\"outputs\":[";
  for (const Tensor& output : outputs) {
    if (text.back() != '[') text += ',';
    text += DumpJson(EncodeTensorSpec(output.spec));
    text.back() = ',';
    text += "\"base64\":\"";
    AppendBase64(output.data(), text);
    text += "\"}";
  }
  text += ']';
}

Status CheckOutput(const Json& json, size_t index, const Limits& limits) {
  const std::string kind = "output " + std::to_string(index);
  SCIOT_ASSIGN(const TensorSpec spec, DecodeTensorSpec(json, kind, limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "output '" + spec.name + "'"));
  SCIOT_ASSIGN(const std::string text, object.String("base64"));
  const Result<Bytes> bytes = DecodeBase64(text);
  if (!bytes.ok()) return WithContext(bytes.error(), object.where());
  if (bytes.value().size() == spec.byte_size()) return {};
  return object.FieldError("base64", "holds " + std::to_string(bytes.value().size()) + " bytes, the shape needs " +
                                         std::to_string(spec.byte_size()));
}

Status CheckResultFields(const ObjectReader& entry, const Limits& limits) {
  SCIOT_TRY(entry.OptionalUnsigned("split", std::numeric_limits<uint32_t>::max()));
  SCIOT_TRY(entry.OptionalString("layers"));
  SCIOT_TRY(entry.OptionalString("source"));
  SCIOT_TRY(entry.OptionalString("edge_failure"));
  for (const char* key : {"device_us", "network_us", "edge_us", "total_us"}) SCIOT_TRY(entry.OptionalAmount(key));
  if (entry.Find("outputs") == nullptr) return {};
  SCIOT_ASSIGN(const Json* outputs, entry.Array("outputs", limits.max_tensors));
  for (size_t i = 0; i < outputs->size(); ++i) SCIOT_TRY(CheckOutput((*outputs)[i], i, limits));
  return {};
}

Status CheckMeasurementFields(const ObjectReader& entry, const Limits& limits) {
  SCIOT_ASSIGN(const std::string layer_us, entry.String("layer_us"));
  SCIOT_TRY(ParseLayerTimes(layer_us, limits));
  return {};
}

// By its kind, a result unless it says otherwise.
Result<bool> IsMeasurement(const ObjectReader& entry) {
  SCIOT_ASSIGN(const auto kind, entry.OptionalString("kind"));
  if (!kind || *kind == kResultKind) return false;
  if (*kind == kMeasurementKind) return true;
  return entry.FieldError("kind", "must be result or measurement, not " + Excerpt(Json(*kind)));
}

Result<ReportEntry> DecodeEntry(const Json& json, size_t index, const Limits& limits) {
  SCIOT_ASSIGN(const ObjectReader entry, ObjectReader::Open(json, "results[" + std::to_string(index) + "]"));
  ReportEntry decoded;
  SCIOT_ASSIGN(decoded.request_id, entry.Name("request_id", limits));
  SCIOT_ASSIGN(decoded.is_measurement, IsMeasurement(entry));
  SCIOT_TRY(entry.OptionalString("model"));
  SCIOT_TRY(entry.OptionalUnsigned("timestamp_us", kMaxUnsigned));
  SCIOT_TRY(decoded.is_measurement ? CheckMeasurementFields(entry, limits) : CheckResultFields(entry, limits));
  decoded.json = DumpJson(json);
  return decoded;
}

}  // namespace

std::string EncodeResult(const InferenceResult& result) {
  Json json = {{"kind", kResultKind},           {"request_id", result.request_id},
               {"model", result.model},         {"timestamp_us", result.timestamp_us},
               {"split", result.split},         {"source", result.source},
               {"device_us", result.device_us}, {"network_us", result.network_us},
               {"edge_us", result.edge_us}};
  if (!result.layers.empty()) json["layers"] = FormatLayerList(result.layers);
  if (result.total_us) json["total_us"] = *result.total_us;
  if (!result.edge_failure.empty()) json["edge_failure"] = result.edge_failure;
  std::string text = DumpJson(json);
  if (result.outputs.empty()) return text;
  text.pop_back();
  AppendOutputs(result.outputs, text);
  return text + "}";
}

std::string EncodeMeasurement(const Measurement& measurement) {
  return DumpJson({{"kind", kMeasurementKind},
                   {"request_id", measurement.request_id},
                   {"model", measurement.model},
                   {"timestamp_us", measurement.timestamp_us},
                   {"layer_us", FormatLayerTimes(measurement.layer_us)}});
}

std::string JoinReport(std::span<const std::string_view> entries) {
  std::string text = "{\"results\":[";
  for (const std::string_view entry : entries) {
    if (text.back() != '[') text += ',';
    text += entry;
  }
  return text + "]}";
}

Result<std::vector<ReportEntry>> DecodeReport(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader report, ObjectReader::Open(json, "report"));
  SCIOT_ASSIGN(const Json* list, report.Array("results", limits.max_report_entries));
  if (list->empty()) return report.FieldError("results", "is empty");
  std::vector<ReportEntry> entries;
  for (const Json& entry : *list) {
    SCIOT_ASSIGN(ReportEntry decoded, DecodeEntry(entry, entries.size(), limits));
    entries.push_back(std::move(decoded));
  }
  return entries;
}

std::string EncodeReportAnswer(const ReportAnswer& answer) {
  return DumpJson({{"added", answer.added}, {"repeated", answer.repeated}});
}

Result<ReportAnswer> DecodeReportAnswer(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "answer"));
  SCIOT_ASSIGN(const auto added, object.OptionalUnsigned("added", kMaxUnsigned));
  SCIOT_ASSIGN(const auto repeated, object.OptionalUnsigned("repeated", kMaxUnsigned));
  if (!added || !repeated) return object.FieldError(added ? "repeated" : "added", "is missing");
  return ReportAnswer{*added, *repeated};
}

std::string EncodeResultPage(std::span<const KeptEntry> entries, int64_t next_after) {
  std::string text = "{\"after\":" + std::to_string(next_after) + ",\"results\":[";
  for (const KeptEntry& entry : entries) {
    if (text.back() != '[') text += ',';
    text += DumpJson({{"sequence", entry.sequence}, {"device_id", entry.device_id}});
    text.back() = ',';
    text += std::string_view(entry.json).substr(1);  // after its brace
  }
  return text + "]}";
}

}  // namespace sciot::protocol
