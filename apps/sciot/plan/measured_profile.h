// Layer times from files: those that `sciot run --profile` writes, and what an edge exports of a device.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "decision/cost.h"
#include "edge/hosted_model.h"
#include "sciot/result.h"

namespace sciot::app {

// What a file knows of one model. Of an edge's export all parts are there, of one machine's profile `machine`.
struct MeasuredProfile {
  std::string model_sha256;
  std::vector<double> machine_seconds;
  std::vector<double> device_seconds;
  std::vector<double> edge_seconds;
  std::optional<decision::Link> link;
  double queue_seconds = 0;
};

// Reads either form. Refuses times that are negative or longer than an hour, and a profile that is not of `model`:
// another SHA-256, or another number of layers.
Result<MeasuredProfile> ReadMeasuredProfile(const std::filesystem::path& path, const edge::HostedModel& model);

}  // namespace sciot::app
