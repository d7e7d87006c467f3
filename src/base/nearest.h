// The name that was probably meant, for messages about an unknown one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sciot {

// The entry of `known` with the least edit distance (Levenshtein, the case of ASCII letters ignored) to
// `wrong`; the first of several. Empty when `known` is. Only the first 64 bytes of a name count, so that a
// hostile one costs little.
std::string NearestName(std::string_view wrong, std::span<const std::string_view> known);

}  // namespace sciot
