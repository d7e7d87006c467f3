#include "plan_report.h"

#include <array>
#include <cstdio>

#include "../../io/json_text.h"
#include "../text_table.h"
#include "link_units.h"
#include "protocol/layer_list.h"

namespace sciot::app {
namespace {

constexpr double kMilliseconds = 1000;

std::string Fixed(double value, int decimals) {
  std::array<char, 340> text{};  // any double fits
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string Short(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string Milliseconds(double seconds) {
  return Fixed(seconds * kMilliseconds, 3);
}

std::string Remark(const Plan& plan, size_t split) {
  if (split == plan.chosen && !plan.is_parted) return split == plan.fastest ? "<- chosen, fastest" : "<- chosen";
  if (!plan.splits[split].is_allowed) return "beyond the limits";
  return split == plan.fastest ? "fastest" : "";
}

std::vector<std::string> CostCells(const std::string& name, const SplitCost& cost, const std::string& remark) {
  return {name,
          Milliseconds(cost.device),
          Milliseconds(cost.transfer),
          Milliseconds(cost.edge),
          Milliseconds(cost.total),
          std::to_string(cost.bytes_sent),
          remark};
}

// "0-3,5"
std::string LayersText(const decision::DeviceLayers& device) {
  return protocol::FormatLayerList(decision::LayersOf(device));
}

decision::DeviceLayers Others(decision::DeviceLayers device) {
  device.flip();
  return device;
}

std::string LayersOrNone(const decision::DeviceLayers& device) {
  const std::string layers = LayersText(device);
  return layers.empty() ? "no layer" : "layers " + layers;
}

// "1.25x": so many times the plan's own.
std::string Ratio(double seconds, double chosen) {
  return chosen > 0 ? " (" + Fixed(seconds / chosen, 2) + "x)" : "";
}

Json SubjectJson(const PlanSubject& subject) {
  return {{"model", subject.model},
          {"sha256", subject.sha256},
          {"algorithm", subject.algorithm},
          {"link",
           {{"rtt_ms", DurationToMilliseconds(subject.link.rtt)},
            {"uplink_mbit", BytesToMbit(subject.link.uplink_bytes_per_second)},
            {"downlink_mbit", BytesToMbit(subject.link.downlink_bytes_per_second)}}}};
}

Json CostJson(const SplitCost& cost) {
  return {{"device_ms", cost.device * kMilliseconds},
          {"transfer_ms", cost.transfer * kMilliseconds},
          {"edge_ms", cost.edge * kMilliseconds},
          {"total_ms", cost.total * kMilliseconds},
          {"bytes_sent", cost.bytes_sent}};
}

Json SplitJson(size_t split, const SplitCost& cost) {
  Json json{{"split", split}};
  json.update(CostJson(cost));
  json["allowed"] = cost.is_allowed;
  return json;
}

}  // namespace

std::string SweptUnit(Swept swept) {
  return swept == Swept::kRtt ? "ms" : "Mbit/s";
}

std::string SubjectText(const PlanSubject& subject) {
  return "link " + Short(BytesToMbit(subject.link.uplink_bytes_per_second)) + " Mbit/s up, " +
         Short(BytesToMbit(subject.link.downlink_bytes_per_second)) + " down, " +
         Short(DurationToMilliseconds(subject.link.rtt)) + " ms; algorithm " + subject.algorithm;
}

void PrintPlan(const PlanSubject& subject, const Plan& plan, std::ostream& out) {
  out << subject.model << ", " << SubjectText(subject) << "\n\n";
  TextTable table({{"split", Align::kRight},
                   {"device ms", Align::kRight},
                   {"transfer ms", Align::kRight},
                   {"edge ms", Align::kRight},
                   {"total ms", Align::kRight},
                   {"bytes sent", Align::kRight},
                   {""}});
  for (size_t split = 0; split < plan.splits.size(); ++split) {
    table.AddRow(CostCells(std::to_string(split), plan.splits[split], Remark(plan, split)));
  }
  if (plan.is_parted) table.AddRow(CostCells("parted", plan.chosen_cost, "<- chosen"));
  table.Print(out);
  const double chosen = plan.chosen_cost.total;
  const double all_device = plan.splits.back().total;
  const double all_edge = plan.splits.front().total;
  out << "\non the device " << LayersOrNone(plan.device_layers) << ", on the edge "
      << LayersOrNone(Others(plan.device_layers)) << '\n'
      << (plan.is_parted ? "parted" : "split " + std::to_string(plan.chosen)) << ": " << Milliseconds(chosen)
      << " ms; all on the device " << Milliseconds(all_device) << " ms" << Ratio(all_device, chosen)
      << ", all on the edge " << Milliseconds(all_edge) << " ms" << Ratio(all_edge, chosen) << '\n';
}

void PrintPlanJson(const PlanSubject& subject, const Plan& plan, std::ostream& out) {
  Json document = SubjectJson(subject);
  document["chosen"] = plan.chosen;
  document["fastest"] = plan.fastest;
  document["device_layers"] = LayersText(plan.device_layers);
  document["edge_layers"] = LayersText(Others(plan.device_layers));
  if (plan.is_parted) document["parted"] = CostJson(plan.chosen_cost);
  document["splits"] = Json::array();
  for (size_t split = 0; split < plan.splits.size(); ++split) {
    document["splits"].push_back(SplitJson(split, plan.splits[split]));
  }
  out << JsonDocument(document) << '\n';
}

void PrintSweep(const PlanSubject& subject, Swept swept, const std::vector<SweepPoint>& points, std::ostream& out) {
  out << subject.model << ", " << SubjectText(subject) << "\n\n";
  TextTable table({{(swept == Swept::kRtt ? "round trip " : "uplink ") + SweptUnit(swept), Align::kRight},
                   {"split", Align::kRight},
                   {"total ms", Align::kRight},
                   {"all on the device ms", Align::kRight},
                   {"all on the edge ms", Align::kRight},
                   {""}});
  for (const SweepPoint& point : points) {
    table.AddRow({Short(point.value), std::to_string(point.chosen), Milliseconds(point.chosen_seconds),
                  Milliseconds(point.all_device_seconds), Milliseconds(point.all_edge_seconds),
                  point.is_parted ? LayersOrNone(point.device_layers) : ""});
  }
  table.Print(out);
}

void PrintSweepJson(const PlanSubject& subject, Swept swept, const std::vector<SweepPoint>& points, std::ostream& out) {
  Json document = SubjectJson(subject);
  document["sweep"] = swept == Swept::kRtt ? "rtt" : "bandwidth";
  document["unit"] = SweptUnit(swept);
  document["points"] = Json::array();
  for (const SweepPoint& point : points) {
    document["points"].push_back({{"value", point.value},
                                  {"split", point.chosen},
                                  {"device_layers", LayersText(point.device_layers)},
                                  {"total_ms", point.chosen_seconds * kMilliseconds},
                                  {"all_device_ms", point.all_device_seconds * kMilliseconds},
                                  {"all_edge_ms", point.all_edge_seconds * kMilliseconds}});
  }
  out << JsonDocument(document) << '\n';
}

}  // namespace sciot::app
