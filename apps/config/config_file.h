// A configuration file: read into a table of settings, and written from one.
#pragma once

#include <filesystem>
#include <string>

#include "sciot/result.h"
#include "settings.h"

namespace sciot::app {

// Applies the file `path`. Errors name file and line.
Status ApplyConfigFile(const std::filesystem::path& path, const Settings& settings);

// A file that holds every key with its value now, and in a comment what it means and may be.
std::string ConfigDocument(const Settings& settings);

}  // namespace sciot::app
