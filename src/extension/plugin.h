// Shared objects that add to an edge (include/sciot/plugin.h).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "extension/faults.h"
#include "sciot/extensions.h"
#include "sciot/result.h"

namespace sciot::extension {

// One entry of the configuration's list `plugins`.
struct PluginSource {
  std::filesystem::path path;
  std::map<std::string, std::string> options{};  // handed to the plugin as they are
};

// Loads a shared object, which stays loaded until the process ends, and adds its factory to `extensions`. An error when
// it cannot be loaded, is no plugin of this version, or takes the name of another extension of its kind; nothing is
// added then. The plugin's own code may run whatever it likes at this point: load only what is trusted.
Status LoadPlugin(const PluginSource& source, Extensions& extensions);

// Loads each; what cannot be loaded is reported and passed over.
void LoadPlugins(const std::vector<PluginSource>& sources, Extensions& extensions, Faults& faults);

}  // namespace sciot::extension
