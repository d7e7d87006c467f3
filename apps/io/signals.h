// Signals that ask a program to end.
#pragma once

namespace sciot::app {

// Holds SIGINT and SIGTERM back from this thread and from all it starts later, and ignores SIGPIPE.
void HoldStopSignals();

// Waits for one of the signals held back.
void WaitForStopSignal();

// Whether one has come; takes it.
bool StopSignalCame();

}  // namespace sciot::app
