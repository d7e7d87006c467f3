#include "settings.h"

#include <chrono>
#include <cmath>
#include <vector>

#include "base/file.h"
#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

constexpr size_t kMaxConfigBytes = size_t{1} << 20;
constexpr double kSecondsOfADay = 86'400;

std::string Quoted(std::string_view key) {
  return "\"" + std::string(key) + "\"";
}

std::string NumberText(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

Settings& Settings::Text(const char* key, std::string& target) {
  return Custom(key, [key, &target](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(target, ReadText(node, key));
    return {};
  });
}

Settings& Settings::Number(const char* key, double& target, double above, double most) {
  return Custom(key, [key, &target, above, most](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const double value, ReadNumber(node, key));
    if (!(value > above && value <= most)) {
      return ErrorAt(node, Quoted(key) + " must be above " + NumberText(above) + " and at most " + NumberText(most) +
                               ", not " + node.Scalar());
    }
    target = value;
    return {};
  });
}

Settings& Settings::Seconds(const char* key, Duration& target) {
  return Custom(key, [key, &target](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const double value, ReadNumber(node, key));
    if (!(value > 0 && value <= kSecondsOfADay)) {
      return ErrorAt(node, Quoted(key) + " must be above 0 and at most 86400 seconds, not " + node.Scalar());
    }
    target = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
    return {};
  });
}

Settings& Settings::Section(const char* key, Settings section) {
  return Custom(key, [section = std::move(section)](const YAML::Node& node) { return section.Apply(node); });
}

Settings& Settings::Custom(const char* key, Read read) {
  reads_.emplace(key, std::move(read));
  return *this;
}

Result<uint64_t> Settings::ReadCount(const YAML::Node& node, std::string_view key, uint64_t least, uint64_t most) {
  SCIOT_ASSIGN(const double value, ReadNumber(node, key));
  const bool in_range = value >= static_cast<double>(least) && value <= static_cast<double>(most);
  if (in_range && value == std::floor(value)) return static_cast<uint64_t>(value);
  return ErrorAt(node, Quoted(key) + " must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most) + ", not " + node.Scalar());
}

Status Settings::Apply(const YAML::Node& node) const {
  std::vector<std::string_view> known;
  for (const auto& [key, read] : reads_) known.push_back(key);
  SCIOT_ASSIGN(const YamlFields fields, YamlFields::Of(node, name_, known));
  for (const auto& [key, read] : reads_) {
    if (const auto value = fields.Find(key)) SCIOT_TRY(read(*value));
  }
  return {};
}

Status ApplyConfigFile(const std::filesystem::path& path, const Settings& settings) {
  SCIOT_ASSIGN(const std::string text, ReadTextFile(path, kMaxConfigBytes));
  const Result<YAML::Node> root = ParseYaml(text);
  const Status applied = root.ok() ? settings.Apply(root.value()) : Status(root.error());
  if (applied.ok()) return {};
  return WithContext(applied.error(), path.string());
}

}  // namespace sciot::app
