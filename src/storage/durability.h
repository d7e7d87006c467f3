// How much a store survives.
#pragma once

namespace sciot::storage {

// kProcess: the end of the process, at any moment. kPower: also that of the machine, at the price of waiting for the
// disk with each write.
enum class Durability { kProcess, kPower };

}  // namespace sciot::storage
