#include "config_file.h"

#include <algorithm>

#include "base/file.h"
#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

constexpr size_t kMaxConfigBytes = size_t{1} << 20;
constexpr size_t kIndent = 2;
constexpr size_t kWidestAligned = 42;

std::string Comment(const Settings::Entry& entry) {
  std::string text = entry.key.meaning;
  if (!entry.range.empty()) text += "; " + entry.range;
  if (entry.key.reload == Reload::kAtOnce) text += "; live";
  return text;
}

std::string Assignment(const Settings::Entry& entry, size_t indent) {
  const std::string key = std::string(indent, ' ') + entry.key.name + ":";
  return entry.section ? key : key + " " + entry.show();
}

// The column of the comments of one mapping.
size_t CommentColumn(const Settings& settings, size_t indent) {
  size_t column = 0;
  for (const Settings::Entry& entry : settings.entries()) {
    const size_t width = Assignment(entry, indent).size();
    if (width <= kWidestAligned) column = std::max(column, width);
  }
  return column + 2;
}

void AppendMapping(const Settings& settings, size_t indent, std::string& document) {
  const size_t column = CommentColumn(settings, indent);
  for (const Settings::Entry& entry : settings.entries()) {
    std::string line = Assignment(entry, indent);
    line.resize(entry.section ? line.size() + 2 : std::max(line.size() + 2, column), ' ');
    if (entry.section && indent == 0) document += "\n";
    document += line + "# " + Comment(entry) + "\n";
    if (entry.section) AppendMapping(*entry.section, indent + kIndent, document);
  }
}

}  // namespace

Status ApplyConfigFile(const std::filesystem::path& path, const Settings& settings) {
  SCIOT_ASSIGN(const std::string text, ReadTextFile(path, kMaxConfigBytes));
  const Result<YAML::Node> root = ParseYaml(text);
  const Status applied = root.ok() ? settings.Apply(root.value()) : Status(root.error());
  if (applied.ok()) return {};
  return WithContext(applied.error(), path.string());
}

std::string ConfigDocument(const Settings& settings) {
  std::string document;
  AppendMapping(settings, 0, document);
  return document;
}

}  // namespace sciot::app
