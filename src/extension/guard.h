// Calls of foreign code that let no exception through.
#pragma once

#include <exception>
#include <optional>
#include <string>

namespace sciot::extension {

// Calls `call`. What it threw, as text; nothing when it threw nothing.
template <typename Call>
std::optional<std::string> Guarded(const Call& call) {
  try {
    call();
    return std::nullopt;
  } catch (const std::exception& error) {
    return std::string("threw ") + error.what();
  } catch (...) {
    return std::string("threw something that is no std::exception");
  }
}

}  // namespace sciot::extension
