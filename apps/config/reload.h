// What a configuration that is read again changes in a program that runs.
#pragma once

#include <string>
#include <vector>

#include "sciot/result.h"
#include "settings.h"

namespace sciot::app {

struct ReloadChanges {
  std::vector<std::string> live;  // keys whose new value takes effect
  std::vector<std::string> kept;  // keys that keep their value until the program starts again
};

// Compares `next` with `running`, two tables of the same keys, and sets back in `next` what cannot change
// while the program runs.
Result<ReloadChanges> KeepWhatNeedsRestart(const Settings& running, const Settings& next);

// Logs the keys of both kinds.
void LogReload(const ReloadChanges& changes);

}  // namespace sciot::app
