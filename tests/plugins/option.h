// Options of the plugins here.
#pragma once

#include <string>

#include "sciot/plugin.h"

// The value of "does": how the plugin misbehaves.
inline std::string Misdeed(const sciot_options* options) {
  for (size_t i = 0; i < options->count; ++i) {
    if (std::string(options->items[i].key) == "does") return options->items[i].value;
  }
  return "";
}
