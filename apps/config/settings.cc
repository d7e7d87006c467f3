#include "settings.h"

#include <cmath>

#include "base/yaml_fields.h"
#include "yaml_text.h"

namespace sciot::app {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

std::string Quoted(std::string_view key) {
  return "\"" + std::string(key) + "\"";
}

fs::path Resolve(const fs::path& directory, const std::string& text) {
  return text.empty() ? fs::path() : directory / text;
}

}  // namespace

Settings& Settings::Text(Key key, std::string& target, Check check) {
  const auto read = [key, &target, check = std::move(check)](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(std::string text, ReadText(node, key.name));
    const Status checked = check ? check(text) : Status();
    if (!checked.ok()) return ErrorAt(node, Quoted(key.name) + ": " + checked.error().message);
    target = std::move(text);
    return {};
  };
  return Custom(key, read, [&target] { return YamlWord(target); });
}

Settings& Settings::Flag(Key key, bool& target) {
  const auto read = [key, &target](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(target, ReadFlag(node, key.name));
    return {};
  };
  return Custom(
      key, read, [&target] { return std::string(target ? "true" : "false"); }, "true or false");
}

Settings& Settings::Limit(Key key, uint64_t& target) {
  const auto read = [key, &target](const YAML::Node& node) -> Status {
    target = kNoLimit;
    if (node.IsNull()) return {};
    SCIOT_ASSIGN(target, ReadCount(node, key, {}));
    return {};
  };
  return Custom(key, read, [&target] { return target == kNoLimit ? "null" : std::to_string(target); });
}

Settings& Settings::Number(Key key, double& target, Interval range) {
  const auto read = [key, &target, range](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(target, ReadInterval(node, key, range));
    return {};
  };
  return Custom(
      key, read, [&target] { return YamlNumber(target); }, range.Text());
}

Settings& Settings::Path(Key key, fs::path& target, fs::path directory) {
  const auto read = [key, &target, directory = std::move(directory)](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const std::string text, ReadText(node, key.name));
    target = Resolve(directory, text);
    return {};
  };
  return Custom(key, read, [&target] { return YamlWord(target.string()); });
}

Settings& Settings::Paths(Key key, std::vector<fs::path>& target, fs::path directory) {
  const auto read = [key, &target, directory = std::move(directory)](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const std::vector<std::string> texts, ReadTexts(node, key.name));
    target.clear();
    for (const std::string& text : texts) target.push_back(Resolve(directory, text));
    return {};
  };
  const auto show = [&target] { return YamlList({target.begin(), target.end()}); };
  return Custom(key, read, show);
}

Settings& Settings::Section(const char* meaning, Settings section) {
  const auto shared = std::make_shared<const Settings>(std::move(section));
  entries_.push_back({{shared->name().c_str(), meaning}, "", {}, {}, shared});
  return *this;
}

Settings& Settings::Custom(Key key, Read read, Show show, std::string range) {
  entries_.push_back({key, std::move(range), std::move(read), std::move(show), nullptr});
  return *this;
}

Settings& Settings::Words(Key key, const std::vector<std::string_view>& words, const std::function<void(size_t)>& set,
                          const std::function<size_t()>& get) {
  const std::string range = ChoiceText(words);
  const auto read = [key, words, set](const YAML::Node& node) -> Status {
    SCIOT_ASSIGN(const size_t index, ReadChoice(node, key.name, words));
    set(index);
    return {};
  };
  return Custom(
      key, read, [words, get] { return YamlWord(words[get()]); }, range);
}

Result<uint64_t> Settings::ReadCount(const YAML::Node& node, const Key& key, CountRange range) {
  SCIOT_ASSIGN(const double value, ReadNumber(node, key.name));
  const bool in_range = value >= static_cast<double>(range.least) && value <= static_cast<double>(range.most);
  if (in_range && value == std::floor(value)) return static_cast<uint64_t>(value);
  return ErrorAt(node, Quoted(key.name) + " must be a whole number from " + std::to_string(range.least) + " to " +
                           std::to_string(range.most) + ", not " + node.Scalar());
}

Result<double> Settings::ReadInterval(const YAML::Node& node, const Key& key, const Interval& range) {
  SCIOT_ASSIGN(const double value, ReadNumber(node, key.name));
  if (range.Contains(value)) return value;
  return ErrorAt(node, Quoted(key.name) + " must be " + range.Text() + ", not " + node.Scalar());
}

std::string Settings::CountText(CountRange range) {
  if (range.most >= UINT32_MAX) return range.least == 0 ? "" : "at least " + std::to_string(range.least);
  return std::to_string(range.least) + " to " + std::to_string(range.most);
}

std::string Settings::NumberText(double number) {
  return YamlNumber(number);
}

std::string Settings::ChoiceText(const std::vector<std::string_view>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    const char* separator = i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
    text += separator + std::string(words[i]);
  }
  return text;
}

Status Settings::Apply(const YAML::Node& node) const {
  std::vector<std::string_view> known;
  for (const Entry& entry : entries_) known.emplace_back(entry.key.name);
  SCIOT_ASSIGN(const YamlFields fields, YamlFields::Of(node, name_, known));
  for (const Entry& entry : entries_) {
    const auto value = fields.Find(entry.key.name);
    if (!value) continue;
    SCIOT_TRY(entry.section ? entry.section->Apply(*value) : entry.read(*value));
  }
  return {};
}

}  // namespace sciot::app
