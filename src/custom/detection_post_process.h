// The operator TFLite_Detection_PostProcess, the last of SSD detectors.
#pragma once

#include <memory>

#include "sciot/custom_operator.h"

namespace sciot::custom {

// Inputs: box encodings [1,N,4 or more], class scores [1,N,C or C+1 with the background first], anchors [N,4]; FP32,
// INT8 or UINT8. Outputs, FP32, with room for R = max_detections * max_classes_per_detection: boxes [1,R,4] as y_min,
// x_min, y_max, x_max; classes [1,R]; scores [1,R]; the number of detections [1]. What is not needed holds 0.
//   fast (unless use_regular_nms): suppression on each box's best score; its best classes share its place in the room
//   regular: suppression in each class, then the best max_detections of all classes
std::shared_ptr<const CustomOperator> MakeDetectionPostProcess();

}  // namespace sciot::custom
