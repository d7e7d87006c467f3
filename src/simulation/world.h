// The truth that device and edge measure.
#pragma once

#include <cstdint>
#include <vector>

#include "simulation/scenario.h"

namespace sciot::simulation {

// What a message holds beside its tensors, in each direction.
inline constexpr uint64_t kMessageBytes = 500;

// Factors of the times of one inference: 1 without noise.
struct Draw {
  double rtt = 1;
  double transfer = 1;
  double device = 1;
  double edge = 1;
};

// Deterministic: the same seed gives the same world, and inference i the same luck at whatever split it runs.
class World {
 public:
  // `scenario` must outlive the world.
  World(const Scenario& scenario, uint64_t seed);

  const Scenario& scenario() const { return scenario_; }
  size_t layer_count() const { return model_.layer_count(); }

  Draw DrawOf(uint64_t inference) const;

  // What layers [first, end) take on the device from time `now` on.
  double DeviceSeconds(size_t first, size_t end, double now, const Draw& draw) const;
  double DeviceLayerSeconds(size_t layer, double now, const Draw& draw) const;
  double EdgeSeconds(size_t first, const Draw& draw) const;
  double EdgeLayerSeconds(size_t layer, const Draw& draw) const;
  // What an exchange of messages that hold so much takes from time `now` on. A blackout delays it by what is left of
  // it.
  double NetworkSeconds(uint64_t sent_bytes, uint64_t received_bytes, double now, const Draw& draw) const;
  // The whole inference at split k, however long the network takes.
  double InferenceSeconds(size_t split, double now, const Draw& draw) const;

 private:
  double BlackoutSeconds(double now) const;

  const Scenario& scenario_;
  const MeasuredModel& model_;
  uint64_t seed_;
  std::vector<double> prefix_;  // n + 1: edge's seconds of layers [0, i)
};

}  // namespace sciot::simulation
