#include "decision/min_cut_algorithm.h"

#include <algorithm>
#include <chrono>

namespace sciot::decision {
namespace {

using Seconds = std::chrono::duration<double>;

// Another order of the layers costs both sides an engine; for less than this share of the score it is not worth it.
constexpr double kMargin = 0.01;

// The objective as costs of layers and bytes.
class Weights {
 public:
  explicit Weights(const Situation& situation) {
    const Objective& objective = situation.objective;
    const double computing = objective.latency + objective.energy * objective.device_watts;
    const double waiting = objective.latency + objective.energy * objective.waiting_watts;
    const double radio = objective.energy * objective.radio_joules_per_byte;
    for (const double seconds : situation.costs.device_seconds) device_.push_back(computing * seconds);
    for (const double seconds : situation.costs.edge_seconds) edge_.push_back(waiting * seconds);
    costs_ = {.device = device_,
              .edge = edge_,
              .per_sent_byte = waiting / situation.link.uplink_bytes_per_second + radio + objective.bytes,
              .per_reply_byte = waiting / situation.link.downlink_bytes_per_second + radio,
              .offloading = waiting * Seconds(situation.link.rtt + situation.edge_queue).count(),
              .first_device_layers = std::min(situation.limits.min_device_layers, device_.size())};
  }
  Weights(const Weights&) = delete;  // costs_ views the vectors
  Weights& operator=(const Weights&) = delete;

  const PartitionCosts& costs() const { return costs_; }

 private:
  std::vector<double> device_, edge_;
  PartitionCosts costs_;
};

bool IsSplit(const DeviceLayers& device) {
  return std::is_partitioned(device.begin(), device.end(), [](bool on_device) { return on_device; });
}

// Its layers take no more memory than all up to the last of them.
bool FitsMemory(const DeviceLayers& device, const Situation& situation) {
  if (situation.costs.device_memory_bytes.empty()) return true;
  const auto last = std::find(device.rbegin(), device.rend(), true);
  const auto layers = static_cast<size_t>(device.rend() - last);
  return situation.costs.device_memory_bytes[layers] <= situation.limits.max_device_memory_bytes;
}

bool KeepsFirst(const DeviceLayers& device, size_t layers) {
  return std::find(device.begin(), device.end(), false) - device.begin() >= static_cast<std::ptrdiff_t>(layers);
}

bool IsAllowed(const DeviceLayers& device, const Situation& situation, const Dataflow& dataflow) {
  return KeepsFirst(device, std::min(situation.limits.min_device_layers, device.size())) &&
         SentBytes(dataflow, device) <= situation.limits.max_upload_bytes && FitsMemory(device, situation);
}

}  // namespace

size_t MinCutAlgorithm::Choose(const Situation&, const Forecast& forecast, State&) const {
  const auto& scores = forecast.scores;
  const auto least = std::min_element(scores.rbegin(), scores.rend());  // of equal ones the largest split
  return static_cast<size_t>(scores.rend() - least) - 1;
}

std::optional<DeviceLayers> MinCutAlgorithm::Part(const Situation& situation, const Dataflow& dataflow, double score,
                                                  const DeviceLayers& previous) const {
  const Weights weights(situation);
  DeviceLayers best = MinCut(dataflow, weights.costs());
  const double cost = PartitionCost(dataflow, weights.costs(), best);
  if (IsSplit(best) || cost > (1 - kMargin) * score || !IsAllowed(best, situation, dataflow)) return std::nullopt;
  const bool stays = previous.size() == best.size() && !IsSplit(previous) &&
                     (1 - kMargin) * PartitionCost(dataflow, weights.costs(), previous) <= cost &&
                     IsAllowed(previous, situation, dataflow);
  return stays ? previous : best;
}

}  // namespace sciot::decision
