// What a command line says about the configuration, the same for every program.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "override.h"
#include "sciot/result.h"
#include "settings.h"

namespace sciot::app {

struct ConfigArguments {
  std::string file;               // of --config; empty: none
  std::vector<std::string> sets;  // of --set
  std::vector<Override> options;  // of options that stand for a key
  bool check_only = false;        // of --check-config
};

// Adds --config, --set and --check-config. `arguments` must outlive `app`.
void AddConfigOptions(CLI::App& app, ConfigArguments& arguments);

// Adds an option that stands for the key `path`. `table` describes the key. `arguments` must outlive `app`.
CLI::Option* AddKeyOption(CLI::App& app, const std::string& option, const std::string& path, const Settings& table,
                          ConfigArguments& arguments);

// A table of the program's settings, whose relative paths start at the directory given.
using SettingsTable = std::function<Settings(const std::filesystem::path& directory)>;

// Applies the file, then --set in its order, then the options that stand for keys.
Status ApplyConfig(const ConfigArguments& arguments, const SettingsTable& table);

}  // namespace sciot::app
