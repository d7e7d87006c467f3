// `sciot-device --check-config`: would the device start?
#pragma once

#include "../config/device_config.h"
#include "sciot/result.h"

namespace sciot::app {

// Loads a model that is here, and looks for the inputs. The edge is not asked: the device starts without it.
Status CheckDeviceConfig(const DeviceConfig& config);

}  // namespace sciot::app
