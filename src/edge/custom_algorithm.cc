#include "edge/custom_algorithm.h"

#include <chrono>

#include "extension/guard.h"

namespace sciot::edge {
namespace {

using Seconds = std::chrono::duration<double>;

SplitQuestion QuestionOf(const decision::Situation& situation) {
  SplitQuestion question{.device_seconds = situation.costs.device_seconds,
                         .edge_seconds = situation.costs.edge_seconds,
                         .cut_bytes = situation.costs.cut_bytes,
                         .reply_bytes = situation.costs.reply_bytes,
                         .rtt_seconds = Seconds(situation.link.rtt).count(),
                         .uplink_bytes_per_second = situation.link.uplink_bytes_per_second,
                         .downlink_bytes_per_second = situation.link.downlink_bytes_per_second,
                         .edge_queue_seconds = Seconds(situation.edge_queue).count()};
  if (situation.decisions > 0) question.previous_split = static_cast<uint32_t>(situation.previous_split);
  return question;
}

}  // namespace

CustomAlgorithm::CustomAlgorithm(std::string name, std::unique_ptr<CustomOffloadingAlgorithm> custom,
                                 extension::Faults& faults)
    : name_(std::move(name)),
      fallback_(decision::MakeAlgorithm("latency").value()),
      faults_(faults),
      custom_(std::move(custom)) {}

size_t CustomAlgorithm::Choose(const decision::Situation& situation, const decision::Forecast& forecast,
                               decision::State& state) const {
  const SplitQuestion question = QuestionOf(situation);
  int64_t split = -1;
  std::unique_lock lock(mutex_);
  const auto thrown = extension::Guarded([&] { split = custom_->Choose(question); });
  lock.unlock();
  const auto layers = static_cast<int64_t>(question.layer_count());
  if (!thrown && split >= 0 && split <= layers) return static_cast<size_t>(split);
  if (thrown) {
    faults_.Report(name_, "threw", *thrown + "; latency decides");
  } else {
    faults_.Report(name_, "nonsense",
                   "chose split " + std::to_string(split) + " of 0.." + std::to_string(layers) + "; latency decides");
  }
  return fallback_->Choose(situation, forecast, state);
}

}  // namespace sciot::edge
