// Logging to stderr. A message is logged once, where an error is handled; results go to stdout, never here.
#pragma once

#include <string>
#include <string_view>

#include "sciot/result.h"

namespace sciot {

// Refuses all but "debug", "info", "warn", "error" and "off".
Status CheckLogLevel(std::string_view level);

// Sets the lowest level that is written. Call once, from main, before other threads log.
Status ConfigureLog(std::string_view program, std::string_view level);

// Changes the level while the program runs. Thread-safe.
Status SetLogLevel(std::string_view level);

// Thread-safe; one line each.
void LogDebug(const std::string& message);
void LogInfo(const std::string& message);
void LogWarning(const std::string& message);
void LogError(const std::string& message);

}  // namespace sciot
