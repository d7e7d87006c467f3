// What a decision is after, and what it may not do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "sciot/result.h"

namespace sciot::decision {

struct Costs;

// What an inference costs: latency * seconds + energy * joules + bytes * bytes sent, where
//   joules = device_watts * seconds in layers on the device + waiting_watts * seconds waiting for the edge
//            + radio_joules_per_byte * (bytes sent + bytes received).
// Configuration keys: objective.latency and so on. All are >= 0, and one of the three weights is not 0.
struct Objective {
  // Weight of a second.
  double latency = 1;
  // Weight of a joule that the device spends.
  double energy = 0;
  // Weight of a byte that leaves the device.
  double bytes = 0;
  // Power of the device while it computes.
  double device_watts = 1;
  // Power of the device while it waits for the edge.
  double waiting_watts = 0;
  // Energy of sending or receiving a byte.
  double radio_joules_per_byte = 0;
};

inline constexpr uint64_t kUnlimitedBytes = std::numeric_limits<uint64_t>::max();

// What no split may exceed. Configuration keys: limits.min_device_layers and so on.
struct Limits {
  // First layers that always run on the device, so that what leaves it is no picture any more.
  size_t min_device_layers = 0;
  // Most bytes that one inference may send.
  uint64_t max_upload_bytes = kUnlimitedBytes;
  // Most memory that the layers on the device may take: their constants and the peak of what they compute.
  uint64_t max_device_memory_bytes = kUnlimitedBytes;
  // Only splits that send one tensor, made by the last layer on the device (or nothing): for devices whose messages
  // hold no more. No key: it goes with how a device speaks. Costs without chain_cuts have none but the last split.
  bool chain_cuts_only = false;
};

// Whether split k keeps to the limits.
bool IsAllowed(size_t split, const Costs& costs, const Limits& limits);

// An error when an objective's number is negative or not finite, or when all weights are 0.
Status CheckObjective(const Objective& objective);

// An error when no split of the model keeps to the limits; it says which limit rules out what.
Status CheckLimits(const Costs& costs, const Limits& limits);

}  // namespace sciot::decision
