// A value that the command line gives a key of the configuration.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "sciot/result.h"
#include "settings.h"

namespace sciot::app {

struct Override {
  std::string source;  // as it was written, for messages: "--set link.alpha=2"
  std::string path;    // keys from the outermost, with dots between: "link.alpha"
  YAML::Node value;    // without a line, so that no message names one
};

// "PATH=VALUE", where VALUE is YAML: 3, word, [a, b], {name: value}.
Result<Override> ParseOverride(const std::string& text);

// A word as it is, given by an option of its own.
Override WordOverride(const std::string& option, const std::string& path, const std::string& word);

// Sets the key. An error names the source.
Status ApplyOverride(const Override& given, const Settings& settings);

}  // namespace sciot::app
