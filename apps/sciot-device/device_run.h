// The loop of sciot-device: inputs in, one line out for each.
#pragma once

#include <functional>
#include <ostream>

#include "../config/device_config.h"
#include "sciot/device.h"
#include "sciot/result.h"

namespace sciot::app {

// What a SIGHUP changes of the plan: interval and form of the output take effect.
using ReloadPlan = std::function<void(RunPlan&)>;

// Runs the plan. Stops early, without an error, when SIGINT or SIGTERM comes (HoldSignals).
Status RunDevice(Device& device, const RunPlan& plan, const ReloadPlan& reload, std::ostream& out);

}  // namespace sciot::app
