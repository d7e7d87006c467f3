#include "decision/algorithm.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "base/nearest.h"
#include "decision/adaptive.h"
#include "decision/guide.h"
#include "decision/least_score.h"
#include "decision/min_cut_algorithm.h"

namespace sciot::decision {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr std::string_view kFixedPrefix = "fixed:";

class Latency final : public Algorithm {
 public:
  std::string name() const override { return "latency"; }
  size_t Choose(const Situation&, const Forecast& forecast, State&) const override {
    return LeastScore(forecast.scores);
  }
};

class Guide final : public Algorithm {
 public:
  std::string name() const override { return "guide"; }
  size_t Choose(const Situation& situation, const Forecast&, State&) const override {
    const double latency_seconds = Seconds(situation.link.rtt).count();
    const Costs& costs = situation.costs;
    return DecideAsGuide(costs.device_seconds, costs.edge_seconds, latency_seconds).offloading_layer + 1;
  }
};

class AllDevice final : public Algorithm {
 public:
  std::string name() const override { return "all-device"; }
  size_t Choose(const Situation& situation, const Forecast&, State&) const override {
    return situation.costs.layer_count();
  }
};

class AllEdge final : public Algorithm {
 public:
  std::string name() const override { return "all-edge"; }
  size_t Choose(const Situation&, const Forecast&, State&) const override { return 0; }
};

class Fixed final : public Algorithm {
 public:
  explicit Fixed(size_t split) : split_(split) {}
  std::string name() const override { return std::string(kFixedPrefix) + std::to_string(split_); }
  size_t Choose(const Situation& situation, const Forecast&, State&) const override {
    return std::min(split_, situation.costs.layer_count());
  }

 private:
  size_t split_;
};

template <typename T>
std::unique_ptr<Algorithm> Make(const AdaptiveOptions& /*adaptive*/) {
  return std::make_unique<T>();
}

std::unique_ptr<Algorithm> MakeAdaptive(const AdaptiveOptions& adaptive) {
  return std::make_unique<Adaptive>(adaptive);
}

struct Entry {
  std::string_view name;
  std::unique_ptr<Algorithm> (*make)(const AdaptiveOptions& adaptive);
};

constexpr std::array<Entry, 6> kEntries = {{{"latency", Make<Latency>},
                                            {"adaptive", MakeAdaptive},
                                            {"min-cut", Make<MinCutAlgorithm>},
                                            {"guide", Make<Guide>},
                                            {"all-device", Make<AllDevice>},
                                            {"all-edge", Make<AllEdge>}}};
// What a wrong name is compared with and the message lists.
constexpr std::array<std::string_view, 7> kNames = {"latency",    "adaptive", "min-cut", "guide",
                                                    "all-device", "all-edge", "fixed:K"};

Error UnknownName(std::string_view name) {
  std::string message =
      "unknown algorithm \"" + std::string(name) + "\", nearest is \"" + NearestName(name, kNames) + "\"; there are";
  for (std::string_view known : kNames) message += " " + std::string(known);
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Result<std::unique_ptr<Algorithm>> MakeFixed(std::string_view name) {
  const std::string_view digits = name.substr(kFixedPrefix.size());
  size_t split = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), split);
  if (failure != std::errc() || end != digits.data() + digits.size()) {
    return Error{ErrorCode::kInvalidArgument,
                 "algorithm \"" + std::string(name) + "\": K must be a number of layers, e.g. fixed:10"};
  }
  return std::unique_ptr<Algorithm>(std::make_unique<Fixed>(split));
}

size_t NearestAllowed(size_t split, const Situation& situation) {
  const size_t n = situation.costs.layer_count();
  split = std::min(split, n);
  for (size_t k = split; k <= n; ++k) {
    if (IsAllowed(k, situation.costs, situation.limits)) return k;
  }
  for (size_t k = split; k-- > 0;) {
    if (IsAllowed(k, situation.costs, situation.limits)) return k;
  }
  return n;
}

}  // namespace

Result<std::unique_ptr<Algorithm>> MakeAlgorithm(std::string_view name, const AdaptiveOptions& adaptive) {
  for (const Entry& entry : kEntries) {
    if (name == entry.name) return entry.make(adaptive);
  }
  if (name.starts_with(kFixedPrefix)) return MakeFixed(name);
  return UnknownName(name);
}

size_t Decide(const Algorithm& algorithm, const Situation& situation, std::span<double> totals,
              std::span<double> scores, State& state) {
  PredictTotals(situation, totals);
  WeighTotals(situation, totals, scores);
  const size_t split = algorithm.Choose(situation, {totals, scores}, state);
  return NearestAllowed(split, situation);
}

}  // namespace sciot::decision
