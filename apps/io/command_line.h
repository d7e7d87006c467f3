// Command lines, parsed the same way by every program.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "exit_code.h"

namespace sciot::app {

// Parses, and prints the help, the version or the usage error. Nothing when the program shall go on, else how
// it ends.
std::optional<ExitCode> Parse(CLI::App& app, int argc, const char* const* argv);

}  // namespace sciot::app
