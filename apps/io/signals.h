// Signals that ask a program to end, or to read its configuration again.
#pragma once

#include <chrono>
#include <optional>

namespace sciot::app {

enum class Signal {
  kStop,    // SIGINT or SIGTERM
  kReload,  // SIGHUP
};

// Holds these signals back from this thread and from all it starts later, and ignores SIGPIPE.
void HoldSignals();

// Waits for one of the signals held back.
Signal WaitForSignal();

// One that has come or comes within `longest_wait`, which it takes; nothing when none does.
std::optional<Signal> TakeSignal(std::chrono::nanoseconds longest_wait);

}  // namespace sciot::app
