// Options of the operator TFLite_Detection_PostProcess.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "custom/box_decoder.h"
#include "sciot/result.h"

namespace sciot::custom {

struct DetectionOptions {
  int32_t max_detections = 0;
  int32_t max_classes_per_detection = 0;  // of the fast algorithm
  int32_t detections_per_class = 100;     // of the regular one
  int32_t num_classes = 0;                // without the background
  bool use_regular_nms = false;
  float score_threshold = 0;
  float iou_threshold = 0;
  BoxScale scale;

  // How many detections the outputs have room for.
  int32_t room() const { return max_detections * max_classes_per_detection; }
};

// Reads the options, a FlexBuffers map, and checks that they can be meant: counts are positive, thresholds and scales
// finite numbers, and room() is at most 2^20.
Result<DetectionOptions> ReadDetectionOptions(std::span<const std::byte> options);

}  // namespace sciot::custom
