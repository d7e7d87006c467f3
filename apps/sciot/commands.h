// The commands of `sciot`. Each function adds one to the command line; a chosen command runs at the end of
// parsing and leaves in `exit_code` how it ended. `exit_code` must outlive `parent`.
#pragma once

#include <CLI/CLI.hpp>

#include "../io/exit_code.h"

namespace sciot::app {

inline constexpr const char* kProgram = "sciot";

// Says what failed, if anything, and how the command ends.
ExitCode Report(const Status& status);

// `sciot model inspect`, `sciot model support`, `sciot model split`, `sciot model join`.
void AddInspectCommand(CLI::App& parent, ExitCode& exit_code);
void AddSupportCommand(CLI::App& parent, ExitCode& exit_code);
void AddSplitCommand(CLI::App& parent, ExitCode& exit_code);
void AddJoinCommand(CLI::App& parent, ExitCode& exit_code);

// `sciot run`.
void AddRunCommand(CLI::App& parent, ExitCode& exit_code);

// `sciot plan`.
void AddPlanCommand(CLI::App& parent, ExitCode& exit_code);

// `sciot config`.
void AddConfigCommand(CLI::App& parent, ExitCode& exit_code);

// `sciot link`.
void AddLinkCommand(CLI::App& parent, ExitCode& exit_code);

// `sciot demo`.
void AddDemoCommand(CLI::App& parent, ExitCode& exit_code);

}  // namespace sciot::app
