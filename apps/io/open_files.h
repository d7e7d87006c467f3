// How many files and sockets the process may have open.
#pragma once

#include <cstdint>

namespace sciot::app {

// Raises the limit to `count`, or as far as the system allows; that is logged where it is less.
void AllowOpenFiles(uint64_t count);

}  // namespace sciot::app
