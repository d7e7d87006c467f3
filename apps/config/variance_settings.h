// The keys `variance_detection`, which device and edge share.
#pragma once

#include "profile/window_detector.h"
#include "settings.h"

namespace sciot::app {

// `Options` is profile::VarianceOptions or VarianceDetectionOptions of the installed headers.
template <typename Options>
Settings VarianceSettings(Options& options) {
  Settings settings("variance_detection");
  settings.Flag({"enabled", "layers whose times vary are noticed, estimated anew and measured again"}, options.enabled)
      .Count({"window_size", "times of a layer that are remembered; fewer than three show no variance"},
             options.window_size, {1, profile::kMaxWindowSize})
      .Number({"cv_threshold", "sample deviation over mean above which a layer is unstable"}, options.cv_threshold,
              Interval::From(0))
      .Flag({"cascade", "look at layer i + 1 too when layer i is unstable"}, options.cascade);
  return settings;
}

}  // namespace sciot::app
