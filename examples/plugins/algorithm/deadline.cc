// An offloading algorithm as a plugin: saves the device's battery as long as answers come in time.
//
//   plugins:
//     - path: deadline.so
//       options: {deadline_ms: "50"}
//   algorithm: deadline
#include <cstdlib>
#include <cstring>

#include "sciot/plugin.h"

namespace {

struct Deadline {
  double seconds = 0.1;
};

void* Create(const sciot_options* options) {
  Deadline deadline;
  for (size_t i = 0; i < options->count; ++i) {
    if (std::strcmp(options->items[i].key, "deadline_ms") != 0) return nullptr;  // an option nobody knows
    deadline.seconds = std::atof(options->items[i].value) / 1000;
  }
  return deadline.seconds > 0 ? new Deadline(deadline) : nullptr;
}

void Destroy(void* self) {
  delete static_cast<Deadline*>(self);
}

double TotalSeconds(const sciot_split_question& q, size_t split) {
  double total = 0;
  for (size_t i = 0; i < split; ++i) total += q.device_seconds[i];
  if (split == q.layer_count) return total;
  for (size_t i = split; i < q.layer_count; ++i) total += q.edge_seconds[i];
  return total + q.rtt_seconds + q.edge_queue_seconds +
         static_cast<double>(q.cut_bytes[split]) / q.uplink_bytes_per_second +
         static_cast<double>(q.reply_bytes[split]) / q.downlink_bytes_per_second;
}

// The smallest split that meets the deadline leaves the device the least to do; if none does, the fastest is best.
int64_t Choose(void* self, const sciot_split_question* question) {
  size_t fastest = 0;
  for (size_t split = 0; split <= question->layer_count; ++split) {
    const double total = TotalSeconds(*question, split);
    if (total <= static_cast<Deadline*>(self)->seconds) return static_cast<int64_t>(split);
    if (total < TotalSeconds(*question, fastest)) fastest = split;
  }
  return static_cast<int64_t>(fastest);
}

const sciot_algorithm kAlgorithm = {Create, Destroy, Choose};
const sciot_plugin kPlugin = {
    SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "deadline", &kAlgorithm, nullptr, nullptr};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
