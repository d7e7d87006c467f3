#include "edge/device.h"

#include <algorithm>

#include "profile/window_detector.h"

namespace sciot::edge {
namespace {

std::unique_ptr<profile::VarianceDetector> MakeDetector(size_t layer_count, const EdgeOptions& options) {
  if (!options.variance.enabled) return nullptr;
  if (options.make_variance_detector) return options.make_variance_detector(layer_count);
  return std::make_unique<profile::WindowDetector>(layer_count, options.variance);
}

}  // namespace

DeviceCounts& DeviceCounts::operator+=(const DeviceCounts& other) {
  inferences += other.inferences;
  registrations += other.registrations;
  reports += other.reports;
  local_inferences += other.local_inferences;
  measurements += other.measurements;
  rejected_models += other.rejected_models;
  rejected_times += other.rejected_times;
  rejected_links += other.rejected_links;
  return *this;
}

decision::Limits LimitsOf(const decision::Limits& limits, Dialect dialect) {
  decision::Limits left = limits;
  if (dialect != Dialect::kNative) left.min_device_layers = std::max<size_t>(left.min_device_layers, 1);
  left.chain_cuts_only = dialect == Dialect::kLegacy;
  return left;
}

profile::LayerProfile MakeLayerProfile(size_t layer_count, const EdgeOptions& options) {
  return {layer_count, options.layer_times, MakeDetector(layer_count, options)};
}

Device::Device(size_t layer_count, const EdgeOptions& options)
    : layers(MakeLayerProfile(layer_count, options)), link(options.link) {}

}  // namespace sciot::edge
