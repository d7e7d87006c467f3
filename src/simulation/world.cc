#include "simulation/world.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace sciot::simulation {
namespace {

// A link this much slower than its profile lets nothing through.
constexpr double kBlackout = 1e-6;
constexpr double kBitsPerByte = 8;
// No luck makes anything this much faster.
constexpr double kLeastFactor = 0.3;

}  // namespace

World::World(const Scenario& scenario, uint64_t seed) : scenario_(scenario), model_(*scenario.model), seed_(seed) {
  prefix_.push_back(0);
  for (double seconds : model_.layer_seconds) prefix_.push_back(prefix_.back() + seconds);
}

Draw World::DrawOf(uint64_t inference) const {
  const Noise& noise = scenario_.noise;
  std::minstd_rand random(static_cast<std::minstd_rand::result_type>((seed_ * 1'000'003 + inference) * 2'654'435'761U));
  random.discard(3);
  std::normal_distribution<double> normal;
  const auto factor = [&](double deviation) { return std::max(1 + deviation * normal(random), kLeastFactor); };
  Draw draw{factor(noise.rtt), factor(noise.transfer), factor(noise.device), factor(noise.edge)};
  if (std::uniform_real_distribution<double>()(random) >= noise.hiccup_probability) return draw;
  draw.rtt *= noise.hiccup_factor;
  draw.transfer *= noise.hiccup_factor;
  return draw;
}

double World::DeviceSeconds(size_t first, size_t end, double now, const Draw& draw) const {
  const double factor = scenario_.device.slowdown * scenario_.device_slowdown.At(now) * draw.device;
  return (prefix_[end] - prefix_[first]) * factor;
}

double World::DeviceLayerSeconds(size_t layer, double now, const Draw& draw) const {
  return DeviceSeconds(layer, layer + 1, now, draw);
}

double World::EdgeSeconds(size_t first, const Draw& draw) const {
  return (prefix_.back() - prefix_[first]) * draw.edge;
}

double World::EdgeLayerSeconds(size_t layer, const Draw& draw) const {
  return model_.layer_seconds[layer] * draw.edge;
}

double World::NetworkSeconds(uint64_t sent_bytes, uint64_t received_bytes, double now, const Draw& draw) const {
  const double blackout = BlackoutSeconds(now);
  const double start = now + blackout;
  const double bandwidth = std::max(scenario_.bandwidth.At(start), kBlackout);
  const double transfer =
      kBitsPerByte * (static_cast<double>(sent_bytes + kMessageBytes) / scenario_.link.uplink_bits_per_second +
                      static_cast<double>(received_bytes + kMessageBytes) / scenario_.link.downlink_bits_per_second);
  const double seconds =
      scenario_.link.rtt_seconds * scenario_.rtt.At(start) * draw.rtt + transfer / bandwidth * draw.transfer;
  const double jump = scenario_.bandwidth.NextJump(start);
  return blackout + seconds + (jump < start + seconds ? BlackoutSeconds(jump) : 0);
}

double World::InferenceSeconds(size_t split, double now, const Draw& draw) const {
  const double device = DeviceSeconds(0, split, now, draw);
  if (split == layer_count()) return device;
  return device + NetworkSeconds(model_.cut_bytes[split], model_.reply_bytes[split], now + device, draw) +
         EdgeSeconds(split, draw);
}

double World::BlackoutSeconds(double now) const {
  double end = now;
  while (std::isfinite(end) && scenario_.bandwidth.At(end) < kBlackout) end = scenario_.bandwidth.NextJump(end);
  return end - now;
}

}  // namespace sciot::simulation
