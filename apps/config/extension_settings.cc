#include "extension_settings.h"

#include <array>
#include <string>
#include <vector>

#include "base/yaml_fields.h"
#include "yaml_text.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

using extension::PluginSource;

Status ReadOptions(const YAML::Node& node, std::map<std::string, std::string>& options) {
  if (!node.IsMap()) return ErrorAt(node, "\"options\" must be a mapping of words");
  for (const auto& entry : node) {
    SCIOT_ASSIGN(const std::string key, ReadText(entry.first, "options"));
    SCIOT_ASSIGN(options[key], ReadText(entry.second, key));
  }
  return {};
}

// A path, or a mapping of path and options.
Result<PluginSource> ReadPlugin(const YAML::Node& node, const fs::path& directory) {
  PluginSource plugin;
  if (node.IsScalar()) {
    SCIOT_ASSIGN(const std::string path, ReadText(node, "plugins"));
    plugin.path = directory / path;
    return plugin;
  }
  constexpr std::array<std::string_view, 2> kKeys = {"path", "options"};
  SCIOT_ASSIGN(const YamlFields fields, YamlFields::Of(node, "plugins", kKeys));
  const auto path = fields.Find("path");
  if (!path) return ErrorAt(node, "a plugin needs a \"path\"");
  SCIOT_ASSIGN(const std::string text, ReadText(*path, "path"));
  plugin.path = directory / text;
  if (const auto options = fields.Find("options")) SCIOT_TRY(ReadOptions(*options, plugin.options));
  return plugin;
}

Status ReadPlugins(const YAML::Node& node, const fs::path& directory, std::vector<PluginSource>& plugins) {
  if (!node.IsSequence()) return ErrorAt(node, "\"plugins\" must be a list of paths, or of paths with options");
  plugins.clear();
  for (const auto& entry : node) {
    SCIOT_ASSIGN(PluginSource plugin, ReadPlugin(entry, directory));
    plugins.push_back(std::move(plugin));
  }
  return {};
}

std::string ShowPlugins(const std::vector<PluginSource>& plugins) {
  std::string text;
  for (const PluginSource& plugin : plugins) {
    std::string options;
    for (const auto& [key, value] : plugin.options) {
      options += (options.empty() ? "" : ", ") + YamlWord(key) + ": " + YamlWord(value);
    }
    text += text.empty() ? "" : ", ";
    text += "{path: " + YamlWord(plugin.path.string()) + ", options: {" + options + "}}";
  }
  return "[" + text + "]";
}

}  // namespace

void AddExtensionKeys(Settings& settings, edge::EdgeOptions& options, const fs::path& directory) {
  settings
      .Custom(
          {"plugins", "shared objects, e.g. [{path: deadline.so, options: {deadline_ms: 50}}]; docs/extending.md"},
          [&options, directory](const YAML::Node& node) { return ReadPlugins(node, directory, options.plugins); },
          [&options] { return ShowPlugins(options.plugins); })
      .Count({"max_extension_message_bytes", "that an added protocol server may hand over"},
             options.max_extension_message_bytes, {1});
}

}  // namespace sciot::app
