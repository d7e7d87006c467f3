#include <iostream>
#include <memory>
#include <optional>

#include "../../config/config_arguments.h"
#include "../../config/edge_config.h"
#include "../commands.h"
#include "link_profile.h"
#include "link_units.h"
#include "measured_profile.h"
#include "plan_chart.h"
#include "plan_report.h"

namespace sciot::app {
namespace {

constexpr double kLeast = 1e-6;
constexpr double kMost = 1e9;

struct PlanOptions {
  std::string model;
  std::string profile;  // of both sides
  std::string device_profile;
  std::string edge_profile;
  double device_slowdown = 1;
  std::string link;
  std::optional<double> bandwidth_mbit;
  std::optional<double> downlink_mbit;
  std::optional<double> rtt_ms;
  ConfigArguments config;  // the edge's
  std::string sweep;
  SweepRange range{0.1, 1000, 41};
  std::string plot;
  bool json = false;
};

class PlanCommand {
 public:
  explicit PlanCommand(const PlanOptions& options) : options_(options) {}

  ExitCode Execute() {
    if (const Status read = ReadOptions(); !read.ok()) {
      PrintError(kProgram, read.error());
      return ExitCode::kUsage;
    }
    return Report(Work());
  }

 private:
  // What the command line means, but for files it names.
  Status ReadOptions();
  Status Work();

  Status ReadProfiles();
  Status ReadSide(const std::string& path, std::vector<double> MeasuredProfile::*side, std::vector<double>& seconds);
  Status SetLink();
  Status ShowPlan(const PlanSubject& subject) const;
  Status ShowSweep(const PlanSubject& subject) const;

  const PlanOptions& options_;
  EdgeConfig config_;
  std::unique_ptr<decision::Algorithm> algorithm_;
  std::optional<LinkProfile> named_link_;
  std::unique_ptr<const edge::HostedModel> model_;
  PlanInput input_;
  std::optional<decision::Link> measured_link_;
};

Status PlanCommand::ReadOptions() {
  SCIOT_TRY(ApplyConfig(options_.config, [&](const auto& directory) { return EdgeSettings(config_, directory); }));
  SCIOT_ASSIGN(algorithm_, decision::MakeAlgorithm(config_.edge.algorithm, config_.edge.adaptive));
  SCIOT_TRY(decision::CheckObjective(config_.edge.objective));
  input_.objective = config_.edge.objective;
  input_.limits = config_.edge.limits;
  if (options_.range.from >= options_.range.to) {
    return Error{ErrorCode::kInvalidArgument, "--from is not less than --to"};
  }
  if (options_.link.empty()) return {};
  SCIOT_ASSIGN(named_link_, FindLinkProfile(options_.link));
  return {};
}

Status PlanCommand::Work() {
  SCIOT_ASSIGN(model_, edge::HostedModel::Load({options_.model, options_.model}, config_.edge.model_limits));
  SCIOT_TRY(ReadProfiles());
  SCIOT_TRY(SetLink());
  const PlanSubject subject{std::filesystem::path(options_.model).filename().string(), model_->sha256(),
                            algorithm_->name(), input_.link};
  return options_.sweep.empty() ? ShowPlan(subject) : ShowSweep(subject);
}

Status PlanCommand::ReadProfiles() {
  const std::string& both = options_.profile;
  const std::string& device = options_.device_profile.empty() ? both : options_.device_profile;
  const std::string& edge = options_.edge_profile.empty() ? both : options_.edge_profile;
  if (device.empty() || edge.empty()) {
    return Error{ErrorCode::kInvalidArgument, std::string("no layer times of the ") +
                                                  (device.empty() ? "device" : "edge") +
                                                  ": give --device-profile and --edge-profile, or --profile for both"};
  }
  SCIOT_TRY(ReadSide(device, &MeasuredProfile::device_seconds, input_.device_seconds));
  SCIOT_TRY(ReadSide(edge, &MeasuredProfile::edge_seconds, input_.edge_seconds));
  for (double& seconds : input_.device_seconds) seconds *= options_.device_slowdown;
  return {};
}

Status PlanCommand::ReadSide(const std::string& path, std::vector<double> MeasuredProfile::*side,
                             std::vector<double>& seconds) {
  SCIOT_ASSIGN(MeasuredProfile profile, ReadMeasuredProfile(path, *model_));
  if (profile.link) {
    measured_link_ = profile.link;
    input_.edge_queue = std::chrono::round<Duration>(std::chrono::duration<double>(profile.queue_seconds));
  }
  seconds = std::move(profile.machine_seconds.empty() ? profile.*side : profile.machine_seconds);
  return {};
}

// The measured link, or the named one, with what --bandwidth and its like say instead.
Status PlanCommand::SetLink() {
  std::optional<decision::Link> link = measured_link_;
  if (named_link_) {
    link = decision::Link{MillisecondsToDuration(named_link_->rtt_ms), MbitToBytes(named_link_->uplink_mbit),
                          MbitToBytes(named_link_->downlink_mbit)};
  }
  if (!link && !(options_.bandwidth_mbit && options_.rtt_ms)) {
    return Error{ErrorCode::kInvalidArgument, "no link: give --link NAME, or --bandwidth and --rtt"};
  }
  input_.link = link.value_or(decision::Link{});
  if (options_.bandwidth_mbit) {
    input_.link.uplink_bytes_per_second = MbitToBytes(*options_.bandwidth_mbit);
    input_.link.downlink_bytes_per_second = MbitToBytes(*options_.bandwidth_mbit);
  }
  if (options_.downlink_mbit) input_.link.downlink_bytes_per_second = MbitToBytes(*options_.downlink_mbit);
  if (options_.rtt_ms) input_.link.rtt = MillisecondsToDuration(*options_.rtt_ms);
  return {};
}

Status PlanCommand::ShowPlan(const PlanSubject& subject) const {
  const Plan plan = MakePlan(*model_, input_, *algorithm_);
  if (!options_.plot.empty()) SCIOT_TRY(DrawChart(PlanChart(subject, plan), options_.plot));
  (options_.json ? PrintPlanJson : PrintPlan)(subject, plan, std::cout);
  return {};
}

Status PlanCommand::ShowSweep(const PlanSubject& subject) const {
  const Swept swept = options_.sweep == "rtt" ? Swept::kRtt : Swept::kBandwidth;
  const std::vector<SweepPoint> points = SweepLink(*model_, input_, *algorithm_, swept, options_.range);
  if (!options_.plot.empty()) SCIOT_TRY(DrawChart(SweepChart(subject, swept, points), options_.plot));
  (options_.json ? PrintSweepJson : PrintSweep)(subject, swept, points, std::cout);
  return {};
}

std::string LinkNames() {
  std::string names;
  for (const LinkProfile& profile : LinkProfiles()) names += (names.empty() ? "" : ", ") + std::string(profile.name);
  return names;
}

void AddProfileOptions(CLI::App& command, PlanOptions& options) {
  command.add_option("MODEL", options.model, "A .tflite file, or a directory of per-layer files")->required();
  command
      .add_option("--device-profile", options.device_profile,
                  "Layer times of the device: a file of `sciot run --profile-output`, or an edge's export")
      ->type_name("FILE");
  command.add_option("--edge-profile", options.edge_profile, "Layer times of the edge, likewise")->type_name("FILE");
  command
      .add_option("--profile", options.profile,
                  "Both: GET /v2/models/MODEL/devices/DEVICE of an edge, which also holds the link")
      ->type_name("FILE");
  command.add_option("--device-slowdown", options.device_slowdown, "The device takes so many times as long")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 1e6));
}

void AddLinkOptions(CLI::App& command, PlanOptions& options) {
  const CLI::Range range(kLeast, kMost);
  command.add_option("--link", options.link, "A link by name: " + LinkNames())->type_name("NAME");
  command.add_option("--bandwidth", options.bandwidth_mbit, "Mbit/s, in both directions")->check(range);
  command.add_option("--downlink", options.downlink_mbit, "Mbit/s to the device, where it differs")->check(range);
  command.add_option("--rtt", options.rtt_ms, "Round trip, ms")->check(CLI::Range(0.0, 3.6e6));
  command.add_option("--sweep", options.sweep, "Over a range of links instead of one")
      ->check(CLI::IsMember({"bandwidth", "rtt"}));
  command.add_option("--from", options.range.from, "Where --sweep begins, Mbit/s or ms")
      ->capture_default_str()
      ->check(range);
  command.add_option("--to", options.range.to, "Where it ends")->capture_default_str()->check(range);
  command.add_option("--points", options.range.points, "Links in between, at equal ratios")
      ->capture_default_str()
      ->check(CLI::Range(2, 10'000));
}

void AddOptions(CLI::App& command, PlanOptions& options) {
  EdgeConfig defaults;
  AddProfileOptions(command, options);
  AddLinkOptions(command, options);
  AddKeyOption(command, "--algorithm", "algorithm", EdgeSettings(defaults, ""), options.config);
  command.add_option("--config", options.config.file, "Configuration of the edge: its algorithm, objective and limits")
      ->type_name("FILE");
  command.add_option("--set", options.config.sets, "Overrides a key of it, e.g. objective.energy=1")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command.add_option("--plot", options.plot, "Draw it too, to a .svg or .png")->type_name("FILE");
  command.add_flag("--json", options.json, "Print one JSON document instead of a table");
}

}  // namespace

void AddPlanCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App& command =
      *parent.add_subcommand("plan", "What each split costs by measured times, and which one is chosen");
  AddOptions(command, *options);
  command.callback([options, &exit_code] { exit_code = PlanCommand(*options).Execute(); });
}

}  // namespace sciot::app
