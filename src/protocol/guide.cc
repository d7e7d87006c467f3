#include "protocol/guide.h"

#include "protocol/json.h"

namespace sciot::protocol {
namespace {

constexpr double kMaxSeconds = 3600;

// A text that is only informative.
Result<std::string> OptionalNote(const ObjectReader& object, const char* key) {
  SCIOT_ASSIGN(auto text, object.OptionalString(key));
  return text.value_or("");
}

Result<std::string> OptionalName(const ObjectReader& object, const char* key, const Limits& limits) {
  if (object.Find(key) == nullptr) return std::string();
  return object.Name(key, limits);
}

Result<std::vector<double>> DecodeTimes(const ObjectReader& object, const Limits& limits) {
  std::vector<double> times;
  if (object.Find("device_times") == nullptr) return times;
  SCIOT_ASSIGN(const Json* list, object.Array("device_times", limits.max_layers));
  times.reserve(list->size());
  for (const Json& json : *list) {
    const double seconds = json.is_number() ? json.get<double>() : -1;
    if (seconds < 0 || seconds > kMaxSeconds) {
      return object.FieldError("device_times", "holds " + Excerpt(json) + " for layer " + std::to_string(times.size()) +
                                                   "; a time is a number of seconds from 0 to 3600");
    }
    times.push_back(seconds);
  }
  return times;
}

}  // namespace

Result<GuideRequest> DecodeGuideRequest(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "request"));
  GuideRequest request;
  SCIOT_ASSIGN(request.request_id, OptionalNote(object, "request_id"));
  SCIOT_ASSIGN(request.timestamp, OptionalNote(object, "timestamp"));
  SCIOT_ASSIGN(request.client_id, OptionalName(object, "client_id", limits));
  SCIOT_ASSIGN(request.model, OptionalName(object, "model", limits));
  SCIOT_ASSIGN(request.device_times, DecodeTimes(object, limits));
  return request;
}

std::string EncodeGuideAnswer(uint32_t split, SplitReason reason) {
  return "{\"offloading_layer\":" + std::to_string(OffloadingLayer(split, reason)) + ",\"message\":\"" +
         std::string(MessageOf(reason)) + "\"}";
}

std::string EncodeGuideSuccess() {
  return R"({"status":"success"})";
}

std::string EncodeDetail(const Error& error) {
  return DumpJson({{"detail", error.message}});
}

}  // namespace sciot::protocol
