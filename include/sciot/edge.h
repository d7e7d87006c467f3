// sciot-edge as a function, for programs that add to it.
#pragma once

#include "sciot/extensions.h"

namespace sciot {

// Runs the edge until SIGTERM or SIGINT, as sciot-edge does with this command line. Returns the exit code. Call from
// main, once, before other threads are made: it blocks those two signals in all threads.
int RunEdge(int argc, char** argv, const Extensions& extensions);

}  // namespace sciot
