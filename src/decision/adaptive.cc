#include "decision/adaptive.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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
// Share of one inference that is forgiven of a debt with each inference at the end that is owed to.
constexpr double kForgiven = 0.005;
// It grows by so many times the gain that is expected of leaving that end.
constexpr double kHope = 2;
// After a lost inference a gain of more than this share moves at once.
constexpr double kGainAfterLoss = 0.05;
// What was won counts no more than so many inferences on the device.
constexpr double kMostWon = 50;
constexpr double kMostRestless = 3;

// What was won (less lost) against always choosing the same. A mean over inferences counts scores where the device
// waits between them, and how many are done in a time where it does not, so both are kept.
struct Account {
  double score = 0;       // won, in units of the score
  double inferences = 0;  // each gain as a share of what the other choice would have cost then
  double mean = 0;        // score of an inference at the other choice lately
};

// What is remembered of a device; all zero at first.
struct Memory {
  Account device;               // against running all on the device
  Account edge;                 // against running all at the edge
  double passed_up = 0;         // gains not taken, as shares of the better score
  double restlessness = 0;      // moves lately
  double jump_rate = 0;         // changes of the device's speed, for each decision that sees it
  double device_score = 0;      // of all layers on the device when its speed last jumped; 0: never seen
  double least_score = 0;       // the least of these lately
  double last_score = 0;        // the same at the last decision
  double eagerness = 0;         // to look, from 0 to 1: how sure it is that the device changes
  uint32_t candidate = 0;       // the split whose gains are passed up
  uint32_t unseen = 0;          // decisions since the device's speed was seen
  uint32_t looks = 0;           // inferences of the look that goes on
  uint32_t looks_before = 0;    // of the one before
  bool is_zero_hidden = false;  // at split 0, when it was left, nothing told the device's speed
  bool is_looking = false;      // the present split was chosen to see the device
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
        is_hidden_(situation.uncertainty.device_age > 0),
        was_lost_(!situation.last.empty() && situation.last.back().was_lost) {}

  size_t Take() {
    for (const LastInference& last : situation_.last) Book(last);
    const bool looks_on = SeeDevice();
    size_t chosen = looks_on ? present_ : Pick();
    if (!looks_on && chosen == 0 && IsTimeToLook()) chosen = StartLook();
    chosen = PayDebts(chosen);
    memory_.is_looking = memory_.is_looking && chosen < n_;
    memory_.last_score = scores_[n_];
    return chosen;
  }

 private:
  // Compares what the inference cost with what either end alone would have. While all runs on the device, what the edge
  // would have cost is a guess from rare probes and is not booked.
  void Book(const LastInference& last) {
    const size_t split = std::min(last.split, n_);
    if (!IsScore(scores_[split]) || !IsScore(seconds_[split])) return;
    const double device = AllDeviceScore(last);
    const double finish = last.was_lost ? device * (1 - DeviceSeconds(split) / DeviceSeconds(n_)) : 0;
    const double cost = finish + scores_[split] * last.seconds / seconds_[split];
    Settle(memory_.device, device, cost, split == n_ ? last.count : 0);
    if (split < n_) Settle(memory_.edge, AllEdgeScore(last, split), cost, split == 0 ? last.count : 0);
  }

  // What the device alone would have cost, had all its layers been as fast as those it ran then.
  double AllDeviceScore(const LastInference& last) const {
    const double expected = DeviceSeconds(std::min(last.device_layers, n_));
    return scores_[n_] * (expected > 0 ? last.device_seconds / expected : 1);
  }

  // What the edge alone would have cost, had the network been as it was then.
  double AllEdgeScore(const LastInference& last, size_t split) const {
    if (split == n_ || !IsScore(seconds_[0])) return scores_[0];
    const double luck = last.network_seconds / NetworkSeconds(split);
    return scores_[0] * (1 + NetworkSeconds(0) * (luck - 1) / seconds_[0]);
  }

  double DeviceSeconds(size_t split) const {
    const auto layers = situation_.costs.device_seconds.first(split);
    return std::accumulate(layers.begin(), layers.end(), 0.0);
  }

  double NetworkSeconds(size_t split) const {
    const Link& link = situation_.link;
    return std::chrono::duration<double>(link.rtt).count() +
           static_cast<double>(situation_.costs.cut_bytes[split]) / link.uplink_bytes_per_second +
           static_cast<double>(situation_.costs.reply_bytes[split]) / link.downlink_bytes_per_second;
  }

  // `same`: inferences at that very choice; then a debt to it is forgiven.
  void Settle(Account& account, double other, double cost, uint64_t same) const {
    if (!IsScore(other)) return;
    account.mean += (account.mean > 0 ? options_.memory : 1) * (other - account.mean);
    const double gain = other - cost;
    if (same == 0) {
      account.score = std::min(account.score + gain, kMostWon * account.mean);
      account.inferences = std::min(account.inferences + gain / other, kMostWon);
    } else {
      const double hope = kHope * std::max(other / scores_[Best()] - 1, 0.0);
      const double forgiven = static_cast<double>(same) * kForgiven * (1 + hope);
      if (account.score < 0) account.score += forgiven * account.mean;
      if (account.inferences < 0) account.inferences += forgiven;
    }
  }

  static double BalanceOf(const Account& account) {
    return account.mean > 0 ? std::min(account.inferences, account.score / account.mean) : 0;
  }

  bool IsInDebt(const Account& account, size_t split) const {
    return BalanceOf(account) < -options_.lost_limit && IsScore(scores_[split]);
  }

  // In debt to running all at one end, it does just that; at the better one, in debt to both.
  size_t PayDebts(size_t chosen) const {
    const bool owes_device = IsInDebt(memory_.device, n_);
    const bool owes_edge = IsInDebt(memory_.edge, 0);
    if (owes_device && (!owes_edge || BalanceOf(memory_.device) <= BalanceOf(memory_.edge))) return n_;
    return owes_edge ? 0 : chosen;
  }

  // Takes in what the last inference showed of the device's speed. Whether the look that goes on is to be continued.
  bool SeeDevice() {
    if (present_ == 0 && !is_first_) memory_.is_zero_hidden = is_hidden_;
    memory_.unseen = static_cast<uint32_t>(situation_.uncertainty.device_age);
    if (is_hidden_ && !is_first_) return false;
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
    const bool is_lost_for_good = was_lost_ && score > (1 + kGainAfterLoss) * ScoreOf(best);
    if (is_first_ || is_lost_for_good || was_looking || !IsScore(score)) {
      memory_.passed_up = 0;
      return best;
    }
    if (best != present_) memory_.candidate = static_cast<uint32_t>(best);
    const double other = ScoreOf(std::min<size_t>(memory_.candidate, n_));
    const double gain = IsScore(other) ? score / other - 1 : 0;
    memory_.passed_up = std::max(memory_.passed_up + gain - (gain > 0 ? Margin() : 0), 0.0);
    // All on the device needs nobody: going there is no harder after a move.
    const double restlessness = best == n_ ? 0 : memory_.restlessness;
    if (best == present_ || memory_.passed_up < options_.patience * (1 + restlessness)) return present_;
    memory_.passed_up = 0;
    memory_.restlessness = std::min(memory_.restlessness + 1, kMostRestless);
    return best;
  }

  // A gain of at most this share is no reason to move; it is larger where the present choice's times spread.
  double Margin() const {
    const double device = DeviceSeconds(present_), network = present_ < n_ ? NetworkSeconds(present_) : 0;
    const double edge = std::max(seconds_[present_] - device - network, 0.0);
    const Uncertainty& uncertainty = situation_.uncertainty;
    const double spread = std::hypot(uncertainty.device_spread * device, uncertainty.edge_spread * edge,
                                     uncertainty.link_spread * network) /
                          seconds_[present_];
    return options_.margin + options_.doubt * std::min(spread, 1.0);
  }

  // Split 0 hides the device, or shows it one inference late: what that is expected to cost, had the device changed as
  // often as lately.
  double ScoreOf(size_t split) const {
    if (split != 0 || present_ == 0) return scores_[split];
    const double unseen = memory_.is_zero_hidden ? LookInterval() / 2 : 1;
    return scores_[0] + memory_.jump_rate * unseen * std::max(scores_[0] - memory_.least_score, 0.0);
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
  const bool is_hidden_;  // nothing told the device's speed
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
