#include "transport/link/trace.h"

#include <array>
#include <string>

#include "transport/link/settings.h"

namespace sciot::transport::link {
namespace {

constexpr double kMaxSeconds = 1e8;
constexpr std::array<std::string_view, 4> kColumns{"s", kDownlinkMbit, kUplinkMbit, kOneWayMs};

// Up to the separator, which goes with it.
std::string_view TakeUntil(char separator, std::string_view& text) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Result<TracePoint> ParsePoint(std::string_view line) {
  std::array<double, kColumns.size()> values{};
  for (size_t i = 0; i < values.size(); ++i) {
    if (line.empty()) return Error{ErrorCode::kInvalidArgument, "has no " + std::string(kColumns[i])};
    const std::string_view text = Trimmed(TakeUntil(',', line));
    SCIOT_ASSIGN(values[i], ParseNumber(kColumns[i], text, 0, i == 0 ? kMaxSeconds : MaxOf(kColumns[i])));
  }
  if (!Trimmed(line).empty()) return Error{ErrorCode::kInvalidArgument, "has more than four columns"};
  return TracePoint{values[0], values[1], values[2], values[3]};
}

bool IsHeading(std::string_view line) {
  return line.find_first_of("0123456789") != 0 && line.front() != '-' && line.front() != '+' && line.front() != '.';
}

}  // namespace

Result<std::vector<TracePoint>> ParseTrace(std::string_view text, size_t most_points) {
  std::vector<TracePoint> points;
  for (size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = Trimmed(TakeUntil('\n', text));
    if (line.empty() || line.front() == '#' || (points.empty() && number == 1 && IsHeading(line))) continue;
    const auto point = ParsePoint(line);
    if (!point.ok()) return WithContext(point.error(), "line " + std::to_string(number));
    if (!points.empty() && point.value().seconds < points.back().seconds) {
      return Error{ErrorCode::kInvalidArgument, "line " + std::to_string(number) + ": goes back in time"};
    }
    if (points.size() == most_points) {
      return Error{ErrorCode::kTooLarge, "has more than " + std::to_string(most_points) + " points"};
    }
    points.push_back(point.value());
  }
  if (points.empty()) return Error{ErrorCode::kInvalidArgument, "has no points"};
  return points;
}

LinkConditions ConditionsAt(const TracePoint& point, const LinkConditions& base) {
  LinkConditions conditions = base;
  conditions.downlink_bytes_per_second = point.downlink_mbit * kBytesPerSecondOfMbit;
  conditions.uplink_bytes_per_second = point.uplink_mbit * kBytesPerSecondOfMbit;
  conditions.one_way_delay = DurationOfMs(point.one_way_ms);
  conditions.state = point.downlink_mbit > 0 && point.uplink_mbit > 0 ? LinkState::kUp : LinkState::kBlackout;
  return conditions;
}

}  // namespace sciot::transport::link
