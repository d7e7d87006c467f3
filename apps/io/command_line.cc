#include "command_line.h"

#include <exception>
#include <string>
#include <vector>

namespace sciot::app {
namespace {

// A word that fits nowhere explains more than the subcommand that is missing because of it.
std::string UsageFault(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = app.remaining(true);
  const std::string fault = unknown.empty() ? error.what() : "unknown argument '" + unknown.front() + "'";
  return fault + " (--help shows the usage)";
}

}  // namespace

std::optional<ExitCode> Parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    const bool is_help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (is_help) return static_cast<ExitCode>(app.exit(error));
    return Fail(app.get_name(), {ErrorCode::kInvalidArgument, UsageFault(app, error)}, ExitCode::kUsage);
  } catch (const std::exception& error) {  // of the standard library: out of memory
    return Fail(app.get_name(), {ErrorCode::kInternal, error.what()}, ExitCode::kFailure);
  }
}

}  // namespace sciot::app
