#pragma once

#include <string>

#include "base/bytes.h"

namespace sciot {

// SHA-256 (FIPS 180-4) of `bytes` as 64 lower-case hexadecimal digits.
std::string Sha256Hex(ByteView bytes);

}  // namespace sciot
