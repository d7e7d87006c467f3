// Memory of the program's own file and its libraries.
#pragma once

namespace sciot {

// Gives back the pages of code and constants, those of the C library's free blocks too: what only a start needs would
// stay in memory for as long as the program runs. What is used again is read again, mostly from the system's cache.
// Takes away breakpoints that a debugger has set before. Thread-safe.
void ReleaseProgramPages();

}  // namespace sciot
