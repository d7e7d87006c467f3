// Notices that a layer no longer takes the time it took.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace sciot::profile {

// What a detector makes of one measurement.
struct VarianceVerdict {
  // The layer's times vary too much to be trusted: it is to be measured again.
  bool needs_retest = false;
  // Other layers that are to be measured again. Views the detector, until its next call.
  std::span<const uint32_t> cascaded_layers;
};

// Watches the layers of one model on one machine. One thread. Implementations allocate when they are made and not
// afterwards: AddMeasurement is called for each layer of each inference.
class VarianceDetector {
 public:
  virtual ~VarianceDetector() = default;

  // Takes in a time. Requires layer < the number of layers the detector was made for, and a finite time that is not
  // negative.
  virtual VarianceVerdict AddMeasurement(size_t layer, double seconds) = 0;

  // What a layer takes lately, as far as the detector remembers: where the layer's average starts again after a
  // verdict. Nothing lets it start from the last measurement.
  virtual std::optional<double> RecentSeconds(size_t /*layer*/) const { return std::nullopt; }
};

// Makes the detector of one device, or of the edge itself.
using MakeVarianceDetector = std::function<std::unique_ptr<VarianceDetector>(size_t layer_count)>;

}  // namespace sciot::profile
