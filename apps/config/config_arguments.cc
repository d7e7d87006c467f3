#include "config_arguments.h"

#include "config_file.h"

namespace sciot::app {
namespace {

// The row of a key; nullptr for none.
const Settings::Entry* FindEntry(const Settings& table, const std::string& path) {
  const size_t dot = path.find('.');
  for (const Settings::Entry& entry : table.entries()) {
    if (path.compare(0, dot, entry.key.name) != 0) continue;
    return entry.section ? FindEntry(*entry.section, path.substr(dot + 1)) : &entry;
  }
  return nullptr;
}

std::string HelpText(const Settings::Entry& entry, const std::string& path) {
  const std::string range = entry.range.empty() ? "" : "; " + entry.range;
  return entry.key.meaning + range + " [" + path + ": " + entry.show() + "]";
}

}  // namespace

void AddConfigOptions(CLI::App& app, ConfigArguments& arguments) {
  app.add_option("--config", arguments.file, "configuration file (YAML); `sciot config` prints one")->type_name("FILE");
  app.add_option("--set", arguments.sets, "override a key of the configuration, e.g. link.alpha=0.2; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--check-config", arguments.check_only, "check the configuration, say OK or what is wrong, and end");
}

CLI::Option* AddKeyOption(CLI::App& app, const std::string& option, const std::string& path, const Settings& table,
                          ConfigArguments& arguments) {
  const auto give = [&arguments, option, path](const std::string& word) {
    arguments.options.push_back(WordOverride(option, path, word));
  };
  return app.add_option_function<std::string>(option, give, HelpText(*FindEntry(table, path), path))
      ->type_name("VALUE");
}

Status ApplyConfig(const ConfigArguments& arguments, const SettingsTable& table) {
  if (!arguments.file.empty()) {
    const std::filesystem::path file(arguments.file);
    SCIOT_TRY(ApplyConfigFile(file, table(file.parent_path())));
  }
  const Settings settings = table("");
  for (const std::string& text : arguments.sets) {
    SCIOT_ASSIGN(const Override given, ParseOverride(text));
    SCIOT_TRY(ApplyOverride(given, settings));
  }
  for (const Override& given : arguments.options) SCIOT_TRY(ApplyOverride(given, settings));
  return {};
}

}  // namespace sciot::app
