#include "protocol/guide.h"

#include "protocol/json_fields.h"

namespace sciot::protocol {
namespace {

constexpr double kMaxSeconds = 3600;
constexpr std::string_view kWhere = "request";
constexpr std::string_view kDeviceTimes = "device_times";

Error FieldError(std::string_view key, const std::string& problem) {
  return Invalid(std::string(kWhere) + ": '" + std::string(key) + "' " + problem);
}

// Fills in a request. Unknown fields are ignored, and null is as good as none.
class RequestReader final : public FieldVisitor {
 public:
  RequestReader(GuideRequest& request, const Limits& limits) : request_(request), limits_(limits) {}

  Status Text(std::string_view key, std::string_view text) override {
    if (key == kDeviceTimes) return NoArray(Json(text));
    std::string* field = FieldOf(key);
    if (field == nullptr) return {};
    const bool is_name = field == &request_.client_id || field == &request_.model;
    if (is_name) SCIOT_TRY(CheckName(text, std::string(kWhere) + ": '" + std::string(key) + "'", limits_));
    *field = text;
    return {};
  }

  Status Value(std::string_view key, const Json& value) override {
    if (key == kDeviceTimes) {
      request_.device_times.clear();
      return value.is_array() || value.is_null() ? Status() : NoArray(value);
    }
    std::string* field = FieldOf(key);
    if (field == nullptr) return {};
    field->clear();
    return value.is_null() ? Status() : FieldError(key, "must be a string, not " + Excerpt(value));
  }

  Status Element(std::string_view key, const Json& value) override {
    if (key != kDeviceTimes) return {};
    std::vector<double>& times = request_.device_times;
    if (times.size() == limits_.max_layers) {
      const Error error = FieldError(key, "has too many entries; the limit is " + std::to_string(limits_.max_layers));
      return Error{ErrorCode::kTooLarge, error.message};
    }
    const double seconds = value.is_number() ? value.get<double>() : -1;
    if (seconds < 0 || seconds > kMaxSeconds) {
      return FieldError(key, "holds " + Excerpt(value) + " for layer " + std::to_string(times.size()) +
                                 "; a time is a number of seconds from 0 to 3600");
    }
    times.push_back(seconds);
    return {};
  }

 private:
  static Error NoArray(const Json& value) {
    return FieldError(kDeviceTimes, "must be an array, not " + Excerpt(value));
  }

  // Null: no field that is a string is called so.
  std::string* FieldOf(std::string_view key) {
    if (key == "request_id") return &request_.request_id;
    if (key == "timestamp") return &request_.timestamp;
    if (key == "client_id") return &request_.client_id;
    return key == "model" ? &request_.model : nullptr;
  }

  GuideRequest& request_;
  const Limits& limits_;
};

}  // namespace

Result<GuideRequest> DecodeGuideRequest(ByteView body, const Limits& limits) {
  GuideRequest request;
  RequestReader reader(request, limits);
  SCIOT_TRY(VisitFields(AsText(body), limits, kWhere, reader));
  return request;
}

std::string EncodeGuideAnswer(uint32_t split, SplitReason reason) {
  constexpr size_t kMostBytes = 96;
  std::string json;
  json.reserve(kMostBytes);
  json.append(R"({"offloading_layer":)").append(std::to_string(OffloadingLayer(split, reason)));
  return json.append(R"(,"message":")").append(MessageOf(reason)).append("\"}");
}

std::string EncodeGuideSuccess() {
  return R"({"status":"success"})";
}

std::string EncodeDetail(const Error& error) {
  return DumpJson({{"detail", error.message}});
}

}  // namespace sciot::protocol
