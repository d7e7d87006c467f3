// A user's variance detector among ours.
#pragma once

#include <memory>
#include <string>

#include "extension/faults.h"
#include "profile/variance_detector.h"
#include "profile/window_detector.h"
#include "sciot/extensions.h"

namespace sciot::edge {

// Asks the user's detector; where that throws or names no layer of the model, the window detector's verdict holds,
// which sees every measurement too.
class CustomDetector final : public profile::VarianceDetector {
 public:
  // `custom` may be null: it could not be made. `faults` must outlive the detector.
  CustomDetector(std::string name, std::unique_ptr<CustomVarianceDetector> custom, size_t layer_count,
                 const profile::VarianceOptions& options, extension::Faults& faults)
      : name_(std::move(name)),
        custom_(std::move(custom)),
        layer_count_(layer_count),
        built_in_(layer_count, options),
        faults_(faults) {}

  profile::VarianceVerdict AddMeasurement(size_t layer, double seconds) override;
  std::optional<double> RecentSeconds(size_t layer) const override { return built_in_.RecentSeconds(layer); }

 private:
  bool IsSound(const VarianceAnswer& answer) const;

  const std::string name_;
  const std::unique_ptr<CustomVarianceDetector> custom_;
  const size_t layer_count_;
  profile::WindowDetector built_in_;
  extension::Faults& faults_;
  VarianceAnswer answer_;  // the last one, which verdicts view
};

}  // namespace sciot::edge
