// Keys of the simulated delays, the same for edge and device.
#pragma once

#include <utility>

#include "sciot/delay.h"
#include "settings.h"

namespace sciot::app {

inline Settings DelaySettings(const char* name, DelayOptions& options) {
  const Interval range = Interval::From(0, std::chrono::duration<double>(kMaxDelay).count());
  Settings settings(name);
  settings.Flag({"enabled", "whether these delays are simulated"}, options.enabled)
      .Choice({"type", "static or exponential: of this mean; gaussian: mean and std_dev; uniform: min to max"},
              options.type,
              {{"static", DelayKind::kStatic},
               {"gaussian", DelayKind::kGaussian},
               {"uniform", DelayKind::kUniform},
               {"exponential", DelayKind::kExponential}})
      .Seconds({"mean", "seconds"}, options.mean, range)
      .Seconds({"std_dev", "seconds"}, options.std_dev, range)
      .Seconds({"min", "seconds"}, options.min, range)
      .Seconds({"max", "seconds"}, options.max, range)
      .Count({"seed", "the same seed gives the same delays"}, options.seed);
  return settings;
}

inline Settings DelaySimulationSettings(DelaySimulationOptions& options) {
  Settings settings("delay_simulation");
  settings.Section("after each layer, inside its time", DelaySettings("computation", options.computation))
      .Section("with each exchange between device and edge", DelaySettings("network", options.network));
  return settings;
}

}  // namespace sciot::app
