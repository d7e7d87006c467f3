#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "../config/address.h"
#include "../io/signals.h"
#include "base/file.h"
#include "commands.h"
#include "transport/link/control.h"
#include "transport/link/profiles.h"
#include "transport/link/settings.h"
#include "transport/link/trace.h"

namespace sciot::app {
namespace {

namespace link = transport::link;

constexpr size_t kMaxTraceBytes = size_t{64} << 20;
constexpr size_t kMaxTracePoints = 1'000'000;
// How soon a signal or the end is noticed.
constexpr std::chrono::milliseconds kPoll{20};

struct LinkCommandOptions {
  std::string listen;
  std::string to;
  std::string profile;
  std::string trace;
  bool repeat = false;
  std::vector<std::string> conditions;
  uint64_t seed = 1;
};

// What someone types or a script writes, answered line by line.
class ConsoleReader {
 public:
  explicit ConsoleReader(link::Control& control)
      : thread_([this, &control](const std::stop_token& stop) { Read(control, stop); }) {}

 private:
  void Read(link::Control& control, const std::stop_token& stop) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (!stop.stop_requested()) {
      if (poll(&input, 1, static_cast<int>(kPoll.count())) <= 0) continue;
      std::array<char, 4096> bytes{};
      const ssize_t count = read(STDIN_FILENO, bytes.data(), bytes.size());
      if (count <= 0) return;
      Take({bytes.data(), static_cast<size_t>(count)}, control);
    }
  }

  void Take(std::string_view bytes, link::Control& control) {
    for (const char c : bytes) {
      if (c != '\n') {
        line_ += c;
        continue;
      }
      if (!line_.empty()) std::cout << control.Handle(line_) << '\n' << std::flush;
      line_.clear();
    }
  }

  std::string line_;
  std::jthread thread_;
};

// Until the time or a signal comes; true: the signal.
bool StopsBefore(TimePoint time) {
  while (std::chrono::steady_clock::now() < time) {
    const Duration left = time - std::chrono::steady_clock::now();
    if (TakeSignal(std::clamp<Duration>(left, Duration::zero(), kPoll)) == Signal::kStop) return true;
  }
  return false;
}

// Plays the trace over and over, or once, and then waits for a signal.
void Play(const std::vector<link::TracePoint>& points, bool repeat, link::Control& control) {
  auto start = std::chrono::steady_clock::now();
  do {
    for (const link::TracePoint& point : points) {
      const auto at = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(point.seconds));
      if (StopsBefore(start + at)) return;
      control.Set(link::ConditionsAt(point, control.conditions()));
    }
    start = std::chrono::steady_clock::now();
  } while (repeat && points.back().seconds > 0);
  while (WaitForSignal() != Signal::kStop) {
  }
}

Result<std::vector<link::TracePoint>> ReadTrace(const std::string& path) {
  if (path.empty()) return std::vector<link::TracePoint>();
  SCIOT_ASSIGN(const std::string text, ReadTextFile(path, kMaxTraceBytes));
  auto points = link::ParseTrace(text, kMaxTracePoints);
  if (!points.ok()) return WithContext(points.error(), path);
  return points;
}

Result<link::LinkConditions> FirstConditions(const LinkCommandOptions& options) {
  link::LinkConditions conditions;
  if (!options.profile.empty()) {
    SCIOT_ASSIGN(conditions, link::FindProfile(options.profile));
  }
  for (const std::string& condition : options.conditions) SCIOT_TRY(link::SetCondition(condition, conditions));
  return conditions;
}

Status RunLink(const LinkCommandOptions& options) {
  SCIOT_ASSIGN(const auto listen, ParseAddress(options.listen));
  SCIOT_ASSIGN(const auto to, ParseAddress(options.to));
  SCIOT_ASSIGN(const auto points, ReadTrace(options.trace));
  SCIOT_ASSIGN(const auto conditions, FirstConditions(options));
  HoldSignals();
  SCIOT_ASSIGN(const auto shaper,
               link::Shaper::Listen({listen.host, listen.port, to.host, to.port, options.seed}, conditions));
  link::Control control(*shaper, conditions);
  std::cout << "listening on " << listen.host << ':' << shaper->port() << ", " << link::DescribeConditions(conditions)
            << '\n'
            << std::flush;
  const ConsoleReader console(control);
  Play(points, options.repeat, control);
  return {};
}

std::string ProfileNames() {
  std::string names;
  for (const link::LinkProfile& profile : link::AllProfiles()) {
    names += (names.empty() ? "" : ", ") + std::string(profile.name);
  }
  return names;
}

}  // namespace

void AddLinkCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto options = std::make_shared<LinkCommandOptions>();
  CLI::App& command = *parent.add_subcommand("link", "Carry TCP connections over a link as slow as the one to try");
  command.add_option("--listen", options->listen, "Where clients connect to; port 0: any free one")
      ->required()
      ->type_name("HOST:PORT");
  command.add_option("--to", options->to, "Where their connections go")->required()->type_name("HOST:PORT");
  auto* const profile =
      command.add_option("--profile", options->profile, "One of " + ProfileNames())->type_name("NAME");
  command.add_option("--trace", options->trace, "CSV of seconds, Mbit/s down, Mbit/s up, one-way ms")
      ->type_name("FILE")
      ->excludes(profile);
  command.add_flag("--repeat", options->repeat, "Play the trace again when it has ended");
  command.add_option("--set", options->conditions, "One condition, such as jitter_ms=5; may be repeated")
      ->type_name("KEY=VALUE");
  command.add_option("--seed", options->seed, "Of jitter and loss")->capture_default_str();
  command.callback([options, &exit_code] { exit_code = Report(RunLink(*options)); });
}

}  // namespace sciot::app
