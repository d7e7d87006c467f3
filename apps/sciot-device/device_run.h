// The loop of sciot-device: inputs in, one line out for each.
#pragma once

#include <ostream>

#include "../config/device_config.h"
#include "sciot/device.h"
#include "sciot/result.h"

namespace sciot::app {

// Runs the plan. Stops early, without an error, when SIGINT or SIGTERM comes (HoldStopSignals).
Status RunDevice(Device& device, const RunPlan& plan, std::ostream& out);

}  // namespace sciot::app
