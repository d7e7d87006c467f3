// Keys of what users add to an edge.
#pragma once

#include <filesystem>

#include "edge/options.h"
#include "settings.h"

namespace sciot::app {

// Relative paths start at `directory`.
void AddExtensionKeys(Settings& settings, edge::EdgeOptions& options, const std::filesystem::path& directory);

}  // namespace sciot::app
