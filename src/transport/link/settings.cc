#include "transport/link/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>
#include <utility>
#include <vector>

#include "base/nearest.h"

namespace sciot::transport::link {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr double kMaxMbit = 100'000;
constexpr double kMaxMs = 3'600'000;

// One key with a number for its value.
struct Setting {
  std::string_view key;
  double most;
  double (*get)(const LinkConditions&);
  void (*set)(LinkConditions&, double);
};

template <double LinkConditions::*kMember>
constexpr Setting Bandwidth(std::string_view key) {
  return {key, kMaxMbit, [](const LinkConditions& link) { return link.*kMember / kBytesPerSecondOfMbit; },
          [](LinkConditions& link, double value) { link.*kMember = value * kBytesPerSecondOfMbit; }};
}

template <Duration LinkConditions::*kMember>
constexpr Setting Time(std::string_view key) {
  return {key, kMaxMs, [](const LinkConditions& link) { return Milliseconds(link.*kMember).count(); },
          [](LinkConditions& link, double value) { link.*kMember = DurationOfMs(value); }};
}

constexpr std::array kSettings{
    Bandwidth<&LinkConditions::downlink_bytes_per_second>(kDownlinkMbit),
    Bandwidth<&LinkConditions::uplink_bytes_per_second>(kUplinkMbit),
    Time<&LinkConditions::one_way_delay>(kOneWayMs),
    Time<&LinkConditions::jitter>("jitter_ms"),
    Setting{"loss", 1, [](const LinkConditions& link) { return link.loss; },
            [](LinkConditions& link, double value) { link.loss = value; }},
    Time<&LinkConditions::stall>("stall_ms"),
};

constexpr std::string_view kState = "state";
constexpr std::array<std::pair<std::string_view, LinkState>, 4> kStates{{{"up", LinkState::kUp},
                                                                         {"blackout", LinkState::kBlackout},
                                                                         {"refuse", LinkState::kRefusing},
                                                                         {"silence", LinkState::kSilent}}};

Error Unknown(std::string_view what, std::string_view wrong, const std::vector<std::string_view>& known) {
  return {ErrorCode::kInvalidArgument, "no " + std::string(what) + " is named '" + std::string(wrong) +
                                           "'; did you mean '" + NearestName(wrong, known) + "'?"};
}

Status SetState(std::string_view name, LinkConditions& conditions) {
  std::vector<std::string_view> names;
  for (const auto& [known, state] : kStates) {
    if (known == name) {
      conditions.state = state;
      return {};
    }
    names.push_back(known);
  }
  return Unknown("state", name, names);
}

}  // namespace

Duration DurationOfMs(double milliseconds) {
  return std::chrono::duration_cast<Duration>(Milliseconds(milliseconds));
}

Result<double> ParseNumber(std::string_view key, std::string_view text, double least, double most) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc() && end == text.data() + text.size() && value >= least && value <= most) return value;
  std::ostringstream message;
  message << key << " is '" << text << "', not a number from " << least << " to " << most;
  return Error{ErrorCode::kInvalidArgument, message.str()};
}

double MaxOf(std::string_view key) {
  return std::ranges::find(kSettings, key, &Setting::key)->most;
}

Status SetCondition(std::string_view assignment, LinkConditions& conditions) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument, "'" + std::string(assignment) + "' is not KEY=VALUE"};
  }
  const std::string_view key = assignment.substr(0, equals);
  const std::string_view text = assignment.substr(equals + 1);
  if (key == kState) return SetState(text, conditions);
  std::vector<std::string_view> keys{kState};
  for (const Setting& setting : kSettings) {
    keys.push_back(setting.key);
    if (setting.key != key) continue;
    SCIOT_ASSIGN(const double value, ParseNumber(key, text, 0, setting.most));
    setting.set(conditions, value);
    return {};
  }
  return Unknown("condition", key, keys);
}

std::string DescribeConditions(const LinkConditions& conditions) {
  std::ostringstream text;
  for (const Setting& setting : kSettings) text << setting.key << '=' << setting.get(conditions) << ' ';
  text << kState << '='
       << std::ranges::find(kStates, conditions.state, [](const auto& named) { return named.second; })->first;
  return text.str();
}

}  // namespace sciot::transport::link
