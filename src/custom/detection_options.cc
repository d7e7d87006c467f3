#include "custom/detection_options.h"

#include <flatbuffers/flexbuffers.h>

#include <cmath>
#include <string>

#include "custom/node_checks.h"

namespace sciot::custom {
namespace {

constexpr int64_t kMostDetections = int64_t{1} << 20;

class OptionReader {
 public:
  explicit OptionReader(flexbuffers::Map map) : map_(map) {}

  // A whole number >= 1.
  Status Count(const char* key, int32_t& value) const {
    const flexbuffers::Reference entry = map_[key];
    // The library's own conversion of a float to an integer is undefined where it does not fit.
    const double number = entry.IsNumeric() ? entry.AsDouble() : 0;
    if (!(number >= 1 && number <= INT32_MAX)) return Refuse(key, entry, "not a positive number");
    value = static_cast<int32_t>(number);
    return {};
  }

  Status Number(const char* key, float& value) const {
    const flexbuffers::Reference entry = map_[key];
    value = entry.IsNumeric() ? entry.AsFloat() : NAN;
    if (std::isfinite(value)) return {};
    return Refuse(key, entry, "not a number");
  }

  Status Divisor(const char* key, float& value) const {
    SCIOT_TRY(Number(key, value));
    if (value != 0) return {};
    return Refuse(key, map_[key], "what boxes are divided by");
  }

  Status OptionalCount(const char* key, int32_t& value) const {
    return map_[key].IsNull() ? Status() : Count(key, value);
  }

  void OptionalFlag(const char* key, bool& value) const {
    const flexbuffers::Reference entry = map_[key];
    if (entry.IsBool()) value = entry.AsBool();
    if (entry.IsNumeric()) value = entry.AsDouble() != 0;
  }

 private:
  static Error Refuse(const char* key, const flexbuffers::Reference& entry, const char* why) {
    if (entry.IsNull()) return InvalidNode(std::string("option ") + key + " is missing");
    const std::string value = entry.IsNumeric() ? std::to_string(entry.AsDouble()) : "no number";
    return InvalidNode(std::string("option ") + key + " is " + value + ", " + why);
  }

  flexbuffers::Map map_;
};

Status CheckTogether(const DetectionOptions& options) {
  const int64_t room = int64_t{options.max_detections} * options.max_classes_per_detection;
  if (room > kMostDetections) {
    return InvalidNode("max_detections times max_classes_per_detection is " + std::to_string(room) + ", at most " +
                       std::to_string(kMostDetections) + " is possible");
  }
  if (options.iou_threshold > 0 && options.iou_threshold <= 1) return {};
  return InvalidNode("option nms_iou_threshold is " + std::to_string(options.iou_threshold) + ", not in (0, 1]");
}

}  // namespace

Result<DetectionOptions> ReadDetectionOptions(std::span<const std::byte> options) {
  const auto* data = reinterpret_cast<const uint8_t*>(options.data());
  if (options.empty() || !flexbuffers::VerifyBuffer(data, options.size())) {
    return InvalidNode("its options are no FlexBuffers document");
  }
  const flexbuffers::Reference root = flexbuffers::GetRoot(data, options.size());
  if (!root.IsMap()) return InvalidNode("its options are no map");
  const OptionReader reader(root.AsMap());
  DetectionOptions result;
  SCIOT_TRY(reader.Count("max_detections", result.max_detections));
  SCIOT_TRY(reader.Count("max_classes_per_detection", result.max_classes_per_detection));
  SCIOT_TRY(reader.OptionalCount("detections_per_class", result.detections_per_class));
  SCIOT_TRY(reader.Count("num_classes", result.num_classes));
  reader.OptionalFlag("use_regular_nms", result.use_regular_nms);
  SCIOT_TRY(reader.Number("nms_score_threshold", result.score_threshold));
  SCIOT_TRY(reader.Number("nms_iou_threshold", result.iou_threshold));
  SCIOT_TRY(reader.Divisor("y_scale", result.scale.y));
  SCIOT_TRY(reader.Divisor("x_scale", result.scale.x));
  SCIOT_TRY(reader.Divisor("h_scale", result.scale.height));
  SCIOT_TRY(reader.Divisor("w_scale", result.scale.width));
  SCIOT_TRY(CheckTogether(result));
  return result;
}

}  // namespace sciot::custom
