// Keys of the connection to a broker, for edge and device.
#pragma once

#include <filesystem>
#include <string>

#include "sciot/mqtt.h"
#include "settings.h"

namespace sciot::app {

// Over `options`, which must outlive the table. Relative paths start at `directory`.
void AddMqttKeys(Settings& settings, MqttOptions& options, const std::filesystem::path& directory);

}  // namespace sciot::app
