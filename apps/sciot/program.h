// The command line of `sciot`.
#pragma once

#include "../io/exit_code.h"

namespace sciot::app {

// Parses the command line, runs the command it names, and says on stderr in one line what failed, if
// anything.
ExitCode RunProgram(int argc, const char* const* argv);

}  // namespace sciot::app
