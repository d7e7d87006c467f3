// The loop of sciot-device: inputs in, one line out for each.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <vector>

#include "device_report.h"
#include "sciot/device.h"
#include "sciot/result.h"

namespace sciot::app {

struct RunPlan {
  std::vector<std::filesystem::path> inputs;
  // Inferences to make, over the inputs again and again; 0: until a signal asks to stop. Nothing: each input
  // once.
  std::optional<uint64_t> count;
  // Pause between the starts of two inferences.
  std::chrono::duration<double> interval{};
  // Where outputs go that are not read as objects or classes: <number of the inference>_output_<j>.bin.
  std::filesystem::path output_directory = "sciot-output";
  LineForm form = LineForm::kText;
};

// Runs the plan. Stops early, without an error, when SIGINT or SIGTERM comes (HoldStopSignals).
Status RunDevice(Device& device, const RunPlan& plan, std::ostream& out);

}  // namespace sciot::app
