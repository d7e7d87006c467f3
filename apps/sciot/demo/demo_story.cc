#include "demo_story.h"

#include <algorithm>
#include <charconv>

#include "../../io/json_text.h"

namespace sciot::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// For an edge to listen, and for each result over the slow link, on a busy machine.
constexpr auto kPatience = seconds(60);

// A port nobody listens on now, for an edge that starts later and restarts on the same.
Result<uint16_t> FreePort() {
  SCIOT_ASSIGN(const auto probe, transport::link::Shaper::Listen({}, {}));
  return probe->port();
}

Result<DemoInference> ParseInference(const std::string& line) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return Error{ErrorCode::kInternal, "sciot-device printed '" + line + "'"};
  DemoInference inference;
  const std::string id = json.value("id", "");
  const size_t dash = id.rfind('-') + 1;
  const auto parsed = std::from_chars(id.data() + dash, id.data() + id.size(), inference.number);
  if (parsed.ec != std::errc()) return Error{ErrorCode::kInternal, "inference id '" + id + "'"};
  inference.split = json.value("split", 0U);
  inference.total_ms = json.value("total_ms", 0.0);
  inference.source = json.value("source", "");
  inference.input = json.value("input", Json::array()).dump();
  inference.result = json.value("result", Json()).dump();
  return inference;
}

}  // namespace

void DemoStory::SetLink(double slowdown) {
  const double bytes_per_second = bytes_per_second_ / slowdown;
  shaper_->Set({.uplink_bytes_per_second = bytes_per_second,
                .downlink_bytes_per_second = bytes_per_second,
                .one_way_delay = options_.one_way_delay});
}

Status DemoStory::StartEdge() {
  SCIOT_ASSIGN(edge_, ChildProcess::Start({options_.programs / "sciot-edge", "--listen",
                                           "127.0.0.1:" + std::to_string(edge_port_), "--model",
                                           options_.model.string(), "--log-level", "error"}));
  SCIOT_ASSIGN(const auto line, edge_->ReadLine(kPatience));
  if (line && line->starts_with("listening on ")) return {};
  return Error{ErrorCode::kInternal, "sciot-edge did not start to listen"};
}

std::vector<std::string> DemoStory::DeviceCommand(const std::vector<std::string>& more) const {
  std::vector<std::string> command{options_.programs / "sciot-device",
                                   "--edge",
                                   "http://127.0.0.1:" + std::to_string(shaper_->port()),
                                   "--model",
                                   options_.model,
                                   "--input",
                                   options_.input,
                                   "--slowdown",
                                   std::to_string(options_.slowdown),
                                   "--json",
                                   "--log-level",
                                   "error"};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

Status DemoStory::StartDevice() {
  SCIOT_ASSIGN(device_, ChildProcess::Start(DeviceCommand(
                            {"--count", "0", "--report-interval", "0.5", "--probe-interval", "1", "--timeout", "2",
                             "--set", "retry.delay_s=0.5", "--set", "link.health_check_interval_s=0.5"})));
  return {};
}

Status DemoStory::TakeIn(const DemoInference& inference, Phase& phase) {
  lost_ += inference.number - next_number_;
  next_number_ = inference.number + 1;
  const auto known = results_.emplace(inference.input, inference.result).first;
  if (known->second != inference.result) ++different_;
  if (inference.split == options_.layer_count) alone_ms_.push_back(inference.total_ms);
  phase.Add(inference);
  return {};
}

Status DemoStory::TakeBacklog() {
  Phase between("between two phases");
  while (true) {
    SCIOT_ASSIGN(const auto line, device_->ReadLine(Duration::zero()));
    if (!line) return {};
    SCIOT_ASSIGN(const DemoInference inference, ParseInference(*line));
    SCIOT_TRY(TakeIn(inference, between));
  }
}

Status DemoStory::PlayPhase(const std::string& title, Duration length) {
  Phase& phase = phases_.emplace_back(title);
  screen_.Begin(phase);
  const TimePoint end = SteadyClock().Now() + length;
  for (Duration left = length; left > Duration::zero(); left = end - SteadyClock().Now()) {
    SCIOT_ASSIGN(const auto line, device_->ReadLine(left));
    if (!line) break;
    SCIOT_ASSIGN(const DemoInference inference, ParseInference(*line));
    SCIOT_TRY(TakeIn(inference, phase));
    screen_.Update(phase, inference);
  }
  screen_.End(phase);
  return {};
}

Status DemoStory::MeasureAllEdge(size_t count) {
  SCIOT_ASSIGN(const auto device,
               ChildProcess::Start(DeviceCommand({"--split", "0", "--timeout", std::to_string(kPatience.count()),
                                                  "--count", std::to_string(count)})));
  std::vector<double> totals;
  while (totals.size() < count) {
    SCIOT_ASSIGN(const auto line, device->ReadLine(kPatience));
    if (!line) return Error{ErrorCode::kTimeout, "the device that runs all layers on the edge gives no result"};
    SCIOT_ASSIGN(const DemoInference inference, ParseInference(*line));
    totals.push_back(inference.total_ms);
  }
  phases_.back().all_edge_ms = Median(totals);
  return TakeBacklog();
}

Status DemoStory::Play() {
  SCIOT_ASSIGN(edge_port_, FreePort());
  SCIOT_ASSIGN(shaper_, transport::link::Shaper::Listen({.target_port = edge_port_}, {}));
  SCIOT_TRY(StartDevice());
  SCIOT_TRY(PlayPhase("no edge: all on the device", seconds(3)));
  bytes_per_second_ = options_.bytes_per_device_run / (all_device_ms() / 1000);
  SetLink(1);
  SCIOT_TRY(StartEdge());
  SCIOT_TRY(PlayPhase("an edge joins", seconds(4)));
  SCIOT_TRY(MeasureAllEdge(5));
  SetLink(options_.link_slowdown);
  SCIOT_TRY(PlayPhase("the link is 50 times slower", seconds(4)));
  SCIOT_TRY(MeasureAllEdge(1));
  SetLink(1);
  SCIOT_TRY(PlayPhase("the link recovers", seconds(4)));
  phases_.back().all_edge_ms = phases_[1].all_edge_ms;
  edge_->Kill();
  SCIOT_TRY(PlayPhase("the edge is killed", seconds(4)));
  SCIOT_TRY(StartEdge());
  SCIOT_TRY(PlayPhase("the edge is back", seconds(4)));
  phases_.back().all_edge_ms = phases_[1].all_edge_ms;
  return {};
}

}  // namespace sciot::app
