#include "decision/adaptive.h"

#include <algorithm>
#include <cmath>

#include "decision/least_score.h"

namespace sciot::decision {
namespace {

// A change of the device's speed by more than this share is no noise.
constexpr double kJump = 0.2;
// A look goes on as long as the estimate still moves by more than this share, and so many inferences at most.
constexpr double kSettled = 0.05;
constexpr uint32_t kMostLooks = 6;
// The least device time remembered rises to the present one by this share with each look.
constexpr double kForgetLeast = 0.003;
// A device that is not watched may have become so many times faster.
constexpr double kFaster = 6;
// A device is lost after two waits in vain, each of twice the expected time: what that costs, in scores.
constexpr double kScoresOfALoss = 4;
// Share of one inference on the device that is forgiven of a debt with each decision of the device alone.
constexpr double kForgiven = 0.01;
// What was won counts no more than so many inferences on the device.
constexpr double kMostWon = 5;
constexpr double kMostRestless = 3;

// What is remembered of a device; all zero at first.
struct Memory {
  double account = 0;         // won (less lost) by going to the edge, in inferences on the device
  double chosen_score = 0;    // of the last decision, as expected then
  double passed_up = 0;       // gains not taken, as shares of the better score
  double restlessness = 0;    // moves lately
  double jump_rate = 0;       // changes of the device's speed, for each decision that sees it
  double device_score = 0;    // of all layers on the device when its speed last jumped; 0: never seen
  double least_score = 0;     // the least of these lately
  double last_score = 0;      // the same at the last decision
  double eagerness = 0;       // to look, from 0 to 1: how sure it is that the device changes
  uint64_t failures = 0;      // counted so far
  uint32_t candidate = 0;     // the split whose gains are passed up
  uint32_t unseen = 0;        // decisions since the device's speed was seen
  uint32_t looks = 0;         // inferences of the look that goes on
  uint32_t looks_before = 0;  // of the one before
  bool is_looking = false;    // the present split was chosen to see the device
};

bool IsScore(double value) {
  return std::isfinite(value) && value > 0;
}

class Decision {
 public:
  Decision(const AdaptiveOptions& options, const Situation& situation, const Forecast& forecast, Memory& memory)
      : options_(options),
        situation_(situation),
        scores_(forecast.scores),
        seconds_(forecast.seconds),
        memory_(memory),
        n_(situation.costs.layer_count()),
        present_(std::min(situation.previous_split, n_)),
        is_first_(situation.decisions == 0),
        was_lost_(!is_first_ && situation.uncertainty.failures > memory.failures) {}

  size_t Take() {
    memory_.failures = situation_.uncertainty.failures;
    BookLastInference();
    const bool looks_on = SeeDevice();
    size_t chosen = looks_on ? present_ : Pick();
    if (!looks_on && chosen == 0 && IsTimeToLook()) chosen = StartLook();
    if (memory_.account < -options_.lost_limit && std::isfinite(scores_[n_])) chosen = n_;
    memory_.is_looking = memory_.is_looking && chosen < n_;
    memory_.last_score = scores_[n_];
    memory_.chosen_score = scores_[chosen];
    return chosen;
  }

 private:
  void BookLastInference() {
    if (is_first_ || !IsScore(scores_[n_]) || !std::isfinite(scores_[present_])) return;
    if (was_lost_) {
      memory_.account -= kScoresOfALoss * std::min(memory_.chosen_score / scores_[n_], 1.0);
    } else if (present_ < n_) {
      memory_.account += 1 - scores_[present_] / scores_[n_];
    } else if (memory_.account < 0) {
      memory_.account += kForgiven;
    }
    memory_.account = std::min(memory_.account, kMostWon);
  }

  // Takes in what the last inference showed of the device's speed. Whether the look that goes on is to be continued.
  bool SeeDevice() {
    ++memory_.unseen;
    if (present_ == 0 && !is_first_) return false;
    memory_.unseen = 0;
    const double score = scores_[n_];
    if (!IsScore(score)) return false;
    const bool is_known = memory_.device_score > 0;
    const bool jumped = is_known && std::abs(score / memory_.device_score - 1) > kJump;
    memory_.jump_rate += options_.memory * ((jumped ? 1 : 0) - memory_.jump_rate);
    if (jumped || !is_known) memory_.device_score = score;
    const double risen = memory_.least_score + kForgetLeast * (score - memory_.least_score);
    memory_.least_score = memory_.least_score > 0 ? std::min(score, risen) : score;
    if (jumped) memory_.eagerness = 1;
    if (!memory_.is_looking) return false;
    if (std::abs(score / memory_.last_score - 1) > kSettled && memory_.looks < kMostLooks) {
      ++memory_.looks;
      return true;
    }
    if (!jumped) memory_.eagerness /= 2;
    memory_.looks_before = memory_.looks;
    return false;
  }

  size_t Pick() {
    const bool was_looking = memory_.is_looking;
    memory_.is_looking = false;
    const size_t best = Best();
    const double score = ScoreOf(present_);
    memory_.restlessness *= 1 - options_.memory;
    if (is_first_ || was_lost_ || was_looking || !IsScore(score)) {
      memory_.passed_up = 0;
      return best;
    }
    if (best != present_) memory_.candidate = static_cast<uint32_t>(best);
    const double other = ScoreOf(std::min<size_t>(memory_.candidate, n_));
    const double gain = IsScore(other) ? score / other - 1 : 0;
    memory_.passed_up = std::max(memory_.passed_up + gain - (gain > 0 ? options_.margin : 0), 0.0);
    if (best == present_ || memory_.passed_up < options_.patience * (1 + memory_.restlessness)) return present_;
    memory_.passed_up = 0;
    memory_.restlessness = std::min(memory_.restlessness + 1, kMostRestless);
    return best;
  }

  // Split 0 hides the device: what that is expected to cost, had the device changed as often as lately.
  double ScoreOf(size_t split) const {
    if (split != 0 || present_ == 0) return scores_[split];
    return scores_[0] + memory_.jump_rate * LookInterval() / 2 * std::max(scores_[0] - memory_.least_score, 0.0);
  }

  size_t Best() const {
    const size_t best = 1 + LeastScore(scores_.subspan(1));
    return ScoreOf(0) < scores_[best] ? 0 : best;
  }

  size_t CheapestLook() const { return 1 + LeastScore(scores_.subspan(1)); }

  double LookInterval() const {
    const double cost = std::max(scores_[CheapestLook()] / scores_[0] - 1, 0.0);
    const double each = std::max<double>(options_.look_interval, cost / options_.look_cost);
    return each * (1 + memory_.looks_before) / (1 + memory_.eagerness);
  }

  bool IsTimeToLook() const { return memory_.unseen >= LookInterval() && WouldAFasterDeviceMatter(); }

  size_t StartLook() {
    memory_.is_looking = true;
    memory_.looks = 0;
    return CheapestLook();
  }

  bool WouldAFasterDeviceMatter() const {
    double device = 0;
    for (size_t k = 1; k <= n_; ++k) {
      device += situation_.costs.device_seconds[k - 1];
      if (std::isfinite(scores_[k]) && seconds_[k] - (1 - 1 / kFaster) * device < seconds_[0]) return true;
    }
    return false;
  }

  const AdaptiveOptions& options_;
  const Situation& situation_;
  const std::span<const double> scores_;
  const std::span<const double> seconds_;
  Memory& memory_;
  const size_t n_;
  const size_t present_;
  const bool is_first_;
  const bool was_lost_;
};

}  // namespace

size_t Adaptive::Choose(const Situation& situation, const Forecast& forecast, State& state) const {
  auto memory = state.Load<Memory>();
  const size_t split = Decision(options_, situation, forecast, memory).Take();
  state.Store(memory);
  return split;
}

}  // namespace sciot::decision
