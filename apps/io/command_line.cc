#include "command_line.h"

#include <exception>

namespace sciot::app {

std::optional<ExitCode> Parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    const bool is_help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (is_help) return static_cast<ExitCode>(app.exit(error));
    const std::string message = error.what() + std::string(" (--help shows the usage)");
    return Fail(app.get_name(), {ErrorCode::kInvalidArgument, message}, ExitCode::kUsage);
  } catch (const std::exception& error) {  // of the standard library: out of memory
    return Fail(app.get_name(), {ErrorCode::kInternal, error.what()}, ExitCode::kFailure);
  }
}

}  // namespace sciot::app
