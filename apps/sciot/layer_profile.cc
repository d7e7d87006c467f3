#include "layer_profile.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace sciot::app {
namespace {

// Of an even number, the lower of the middle two: a time that was really measured.
Duration Median(std::vector<Duration> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() - 1) / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

}  // namespace

Result<LayerProfile> ProfileLayers(RangeRunner& runner, const std::vector<Bytes>& inputs, size_t repeat) {
  assert(repeat >= 1);
  SCIOT_ASSIGN(const std::vector<Duration> warm_up, runner.Run(inputs));
  std::vector<std::vector<Duration>> by_layer(warm_up.size());
  std::vector<Duration> totals;
  for (size_t run = 0; run < repeat; ++run) {
    SCIOT_ASSIGN(const std::vector<Duration> times, runner.Run(inputs));
    for (size_t i = 0; i < times.size(); ++i) by_layer[i].push_back(times[i]);
    totals.push_back(std::accumulate(times.begin(), times.end(), Duration::zero()));
  }
  LayerProfile profile;
  for (auto& times : by_layer) profile.layers.push_back(Median(std::move(times)));
  profile.total = Median(std::move(totals));
  return profile;
}

}  // namespace sciot::app
