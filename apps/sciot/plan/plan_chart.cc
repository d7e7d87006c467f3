#include "plan_chart.h"

#include <algorithm>
#include <cmath>

namespace sciot::app {
namespace {

constexpr double kMilliseconds = 1000;
constexpr double kHeadroom = 1.12;  // room above the highest bar, for the marker's text

constexpr Colour kDeviceColour{0.27, 0.51, 0.71};
constexpr Colour kTransferColour{0.95, 0.68, 0.29};
constexpr Colour kEdgeColour{0.42, 0.68, 0.42};
constexpr Colour kChosenColour{0.1, 0.1, 0.1};

BarSeries Bars(const Plan& plan, const std::string& name, Colour colour, double SplitCost::*part) {
  BarSeries bars{.name = name, .colour = colour, .heights = {}};
  for (const SplitCost& cost : plan.splits) bars.heights.push_back(cost.*part * kMilliseconds);
  return bars;
}

LineSeries Line(const std::vector<SweepPoint>& points, const std::string& name, const LineStyle& style,
                double SweepPoint::*seconds) {
  LineSeries line{.name = name, .style = style, .points = {}};
  for (const SweepPoint& point : points) line.points.push_back({point.value, point.*seconds * kMilliseconds});
  return line;
}

// Each split where it is first chosen.
std::vector<Marker> Changes(const std::vector<SweepPoint>& points) {
  std::vector<Marker> markers;
  for (size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && points[i].device_layers == points[i - 1].device_layers) continue;
    markers.push_back({.point = {points[i].value, points[i].chosen_seconds * kMilliseconds},
                       .text = std::to_string(points[i].chosen) + (points[i].is_parted ? "*" : ""),
                       .anchor = Anchor::kMiddle});
  }
  return markers;
}

// From the least to the largest time that matters: what all layers on either side take is cut off above that.
Scale TimeScale(const std::vector<SweepPoint>& points) {
  double least = points.front().chosen_seconds;
  double most = 0;
  for (const SweepPoint& point : points) {
    least = std::min(least, point.chosen_seconds);
    most = std::max({most, point.chosen_seconds, point.all_device_seconds});
  }
  constexpr double kRoom = 1.5;
  const double floor = std::max(least * kMilliseconds, 1e-6);
  return {ScaleKind::kLogarithmic, floor / kRoom, std::max(most * kMilliseconds, floor) * kRoom * 2};
}

}  // namespace

Chart PlanChart(const PlanSubject& subject, const Plan& plan) {
  Chart chart;
  double most = 0;
  for (const SplitCost& cost : plan.splits) most = std::max(most, cost.total * kMilliseconds);
  const double total = plan.chosen_cost.total * kMilliseconds;
  chart.title = subject.model + ": predicted time of an inference at each split";
  chart.subtitle = SubjectText(subject);
  chart.x = {"split: layers on the device", {ScaleKind::kLinear, -0.5, static_cast<double>(plan.splits.size()) - 0.5}};
  chart.y = {"ms for an inference", {ScaleKind::kLinear, 0, std::max(most * kHeadroom, 1e-6)}};
  chart.bars = {Bars(plan, "device", kDeviceColour, &SplitCost::device),
                Bars(plan, "transfer", kTransferColour, &SplitCost::transfer),
                Bars(plan, "edge", kEdgeColour, &SplitCost::edge)};
  const bool is_left = plan.chosen * 4 < plan.splits.size();
  const bool is_right = plan.chosen * 4 > plan.splits.size() * 3;
  chart.markers = {{.point = {static_cast<double>(plan.chosen), total},
                    .text = (plan.is_parted ? "parted, layers on the device " : "split ") +
                            std::to_string(plan.chosen) + ": " + TickText(std::round(total * 100) / 100) + " ms",
                    .anchor = is_left    ? Anchor::kStart
                              : is_right ? Anchor::kEnd
                                         : Anchor::kMiddle}};
  return chart;
}

Chart SweepChart(const PlanSubject& subject, Swept swept, const std::vector<SweepPoint>& points) {
  Chart chart;
  chart.title = subject.model + ": the best split over the " + (swept == Swept::kRtt ? "round trip" : "bandwidth");
  chart.subtitle = SubjectText(subject) + "; at each dot another split, its number above" +
                   (std::ranges::any_of(points, &SweepPoint::is_parted) ? ", * where it is parted" : "");
  chart.x = {swept == Swept::kRtt ? "round trip, ms" : "bandwidth from the device, Mbit/s",
             {ScaleKind::kLogarithmic, points.front().value, points.back().value}};
  chart.y = {"ms for an inference", TimeScale(points)};
  chart.lines = {Line(points, "all on the device", {.colour = kDeviceColour, .width = 2, .is_dashed = true},
                      &SweepPoint::all_device_seconds),
                 Line(points, "all on the edge", {.colour = kEdgeColour, .width = 2, .is_dashed = true},
                      &SweepPoint::all_edge_seconds),
                 Line(points, "chosen split", {.colour = kChosenColour, .width = 2.5}, &SweepPoint::chosen_seconds)};
  chart.markers = Changes(points);
  return chart;
}

}  // namespace sciot::app
