#include "decision/objective.h"

#include <array>
#include <cmath>

#include "decision/cost.h"

namespace sciot::decision {
namespace {

struct Named {
  const char* name;
  double value;
};

bool FitsUpload(size_t split, const Costs& costs, const Limits& limits) {
  return costs.cut_bytes[split] <= limits.max_upload_bytes;
}

bool FitsMemory(size_t split, const Costs& costs, const Limits& limits) {
  return costs.device_memory_bytes.empty() || costs.device_memory_bytes[split] <= limits.max_device_memory_bytes;
}

bool FitsMessage(size_t split, const Costs& costs, const Limits& limits) {
  if (!limits.chain_cuts_only || split == costs.layer_count()) return true;
  return !costs.chain_cuts.empty() && costs.chain_cuts[split] != 0;
}

}  // namespace

bool IsAllowed(size_t split, const Costs& costs, const Limits& limits) {
  return split >= limits.min_device_layers && FitsUpload(split, costs, limits) && FitsMemory(split, costs, limits) &&
         FitsMessage(split, costs, limits);
}

Status CheckObjective(const Objective& objective) {
  const std::array<Named, 6> numbers = {{{"latency", objective.latency},
                                         {"energy", objective.energy},
                                         {"bytes", objective.bytes},
                                         {"device_watts", objective.device_watts},
                                         {"waiting_watts", objective.waiting_watts},
                                         {"radio_joules_per_byte", objective.radio_joules_per_byte}}};
  for (const auto& [name, value] : numbers) {
    if (value >= 0 && std::isfinite(value)) continue;
    return Error{ErrorCode::kInvalidArgument,
                 std::string("objective.") + name + " is " + std::to_string(value) + ", must be 0 or more"};
  }
  if (objective.latency + objective.energy + objective.bytes > 0) return {};
  return Error{ErrorCode::kInvalidArgument,
               "objective: latency, energy and bytes all weigh 0, every split is the same"};
}

Status CheckLimits(const Costs& costs, const Limits& limits) {
  const size_t n = costs.layer_count();
  size_t upload = 0;
  size_t memory = 0;
  for (size_t k = 0; k <= n; ++k) {
    if (IsAllowed(k, costs, limits)) return {};
    upload += FitsUpload(k, costs, limits) ? 0 : 1;
    memory += FitsMemory(k, costs, limits) ? 0 : 1;
  }
  return Error{ErrorCode::kInvalidArgument,
               "limits: none of the splits 0.." + std::to_string(n) + " keeps to them: min_device_layers " +
                   std::to_string(limits.min_device_layers) + " rules out " +
                   std::to_string(std::min(limits.min_device_layers, n + 1)) + ", max_upload_bytes " +
                   std::to_string(upload) + ", max_device_memory_bytes " + std::to_string(memory)};
}

}  // namespace sciot::decision
