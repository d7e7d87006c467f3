// What sciot-device can be told, by its configuration file and its command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sciot/device.h"
#include "settings.h"

namespace sciot::app {

enum class LineForm { kText, kJson };

struct RunPlan {
  std::vector<std::filesystem::path> inputs;
  // Inferences to make, over the inputs again and again; 0: until a signal asks to stop. Nothing: each input
  // once.
  std::optional<uint64_t> count;
  // Pause between the starts of two inferences.
  std::chrono::nanoseconds interval{};
  // Longest time at the end to bring to the edge what is in the spool.
  std::chrono::nanoseconds farewell = std::chrono::seconds(2);
  // Where outputs go that are not read as objects or classes: <number of the inference>_output_<j>.bin.
  std::filesystem::path output_directory = "sciot-output";
  LineForm form = LineForm::kText;
};

struct DeviceConfig {
  DeviceOptions device;
  RunPlan plan;
  // Lowest level that is logged: debug, info, warn, error or off.
  std::string log_level = "warn";
};

// Whether `model` names a model on disk whatever is there: it has a slash, or ends in .tflite.
bool IsModelPath(const std::string& model);

// Every key of the device over `config`, which must outlive the table. Relative paths start at `directory`.
Settings DeviceSettings(DeviceConfig& config, const std::filesystem::path& directory);

}  // namespace sciot::app
