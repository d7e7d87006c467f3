// How a program ends, and the one line it says when it fails.
#pragma once

#include <string>
#include <string_view>

#include "sciot/result.h"

namespace sciot::app {

enum class ExitCode : int {
  kOk = 0,
  kFailure = 1,      // what was asked for could not be done
  kUsage = 2,        // the command line asks for something that cannot be meant
  kUnsupported = 3,  // a model was looked at, and cannot be run here
};

// "<program>: <message>" without a line end. Control characters, which names inside a model or a path may
// hold, become spaces, so that it is always one line and never steers a terminal.
std::string ErrorLine(std::string_view program, std::string_view message);

// Writes ErrorLine to stderr, with a line end.
void PrintError(std::string_view program, const Error& error);

// Prints the error and returns `exit_code`.
ExitCode Fail(std::string_view program, const Error& error, ExitCode exit_code);

// `text` with control characters as spaces, for names from outside that go to a terminal.
std::string OneLine(std::string_view text);

}  // namespace sciot::app
