// The digit detector, for unit tests.
#pragma once

#include "edge/hosted_model.h"

namespace sciot::app {

inline std::unique_ptr<const edge::HostedModel> DigitsModel() {
  const std::string path = std::string(SCIOT_SOURCE_DIR) + "/models/fomo_digits.tflite";
  return edge::HostedModel::Load({"digits", path}, {}).value();
}

}  // namespace sciot::app
