#include "base/yaml_fields.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "base/nearest.h"

namespace sciot {
namespace {

// yaml-cpp marks quoted scalars with this tag.
constexpr std::string_view kQuotedTag = "!";

Error AtLine(int line_from_zero, const std::string& message) {
  return {ErrorCode::kInvalidArgument, "line " + std::to_string(std::max(line_from_zero, 0) + 1) + ": " + message};
}

Error Expected(const YAML::Node& node, std::string_view key, const std::string& what) {
  const std::string found = node.IsScalar() ? ", not \"" + node.Scalar() + "\"" : "";
  return ErrorAt(node, "\"" + std::string(key) + "\" must be " + what + found);
}

Error UnknownKey(const YAML::Node& node, std::string_view name, std::span<const std::string_view> known) {
  return ErrorAt(node, "unknown key \"" + node.Scalar() + "\" in " + std::string(name) + ", nearest is \"" +
                           NearestName(node.Scalar(), known) + "\"");
}

// Notes where the last document begins, and throws at what costs more than a mapping of settings should: an
// alias, which can stand for any amount of text, and deep nesting.
class Inspector final : public YAML::EventHandler {
 public:
  int line() const { return line_; }

  void OnDocumentStart(const YAML::Mark& mark) override { line_ = mark.line; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw YAML::ParserException(mark, "aliases are not supported");
  }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Enter(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Enter(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void Enter(const YAML::Mark& mark) {
    if (++depth_ <= kMaxYamlDepth) return;
    throw YAML::ParserException(mark, "nested deeper than " + std::to_string(kMaxYamlDepth) + " levels");
  }

  int line_ = 0;
  size_t depth_ = 0;
};

// YAML::Load ignores what follows the first document, and YAML::LoadAll never returns where that is a stray
// bracket or comma: the parser then finds empty documents without end.
Status CheckOneDocument(const std::string& yaml) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  Inspector inspector;
  if (!parser.HandleNextDocument(inspector) || !parser.HandleNextDocument(inspector)) return {};
  return AtLine(inspector.line(), "not valid YAML: more after the end of the document");
}

// Reads each item of a sequence with `read`.
template <typename T>
Result<std::vector<T>> ReadItems(const YAML::Node& node, std::string_view key,
                                 Result<T> (*read)(const YAML::Node&, std::string_view)) {
  if (!node.IsSequence()) return Expected(node, key, "a list");
  std::vector<T> items;
  for (const YAML::Node& item : node) {
    SCIOT_ASSIGN(T value, read(item, key));
    items.push_back(std::move(value));
  }
  return items;
}

}  // namespace

Error ErrorAt(const YAML::Node& node, const std::string& message) {
  const YAML::Mark mark = node.Mark();
  return mark.is_null() ? Error{ErrorCode::kInvalidArgument, message} : AtLine(mark.line, message);
}

Result<YAML::Node> ParseYaml(std::string_view yaml) {
  try {
    const std::string text(yaml);
    SCIOT_TRY(CheckOneDocument(text));
    return YAML::Load(text);
  } catch (const YAML::Exception& failure) {
    return AtLine(failure.mark.line, "not valid YAML: " + failure.msg);
  }
}

Result<YamlFields> YamlFields::Of(const YAML::Node& node, std::string_view name,
                                  std::span<const std::string_view> known) {
  if (node.IsNull()) return YamlFields({});
  if (!node.IsMap()) return ErrorAt(node, std::string(name) + " must be a mapping of keys to values");
  YamlFields fields({});
  for (const auto& field : node) {
    const YAML::Node& key = field.first;
    if (!key.IsScalar()) return ErrorAt(key, "a key of " + std::string(name) + " is not a plain word");
    if (std::find(known.begin(), known.end(), key.Scalar()) == known.end()) return UnknownKey(key, name, known);
    if (fields.Find(key.Scalar())) return ErrorAt(key, "key \"" + key.Scalar() + "\" comes twice");
    fields.fields_.emplace_back(key.Scalar(), field.second);
  }
  return fields;
}

std::optional<YAML::Node> YamlFields::Find(std::string_view key) const {
  for (const auto& [name, value] : fields_) {
    if (name == key) return value;
  }
  return std::nullopt;
}

Result<std::string> ReadText(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar()) return Expected(node, key, "a word");
  return node.Scalar();
}

Result<double> ReadNumber(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar() || node.Tag() == kQuotedTag) return Expected(node, key, "a number");
  const std::string& text = node.Scalar();
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  if (!whole || !std::isfinite(value)) return Expected(node, key, "a number");
  return value;
}

Result<bool> ReadFlag(const YAML::Node& node, std::string_view key) {
  const bool is_plain = node.IsScalar() && node.Tag() != kQuotedTag;
  if (!is_plain || (node.Scalar() != "true" && node.Scalar() != "false")) return Expected(node, key, "true or false");
  return node.Scalar() == "true";
}

Result<std::vector<double>> ReadNumbers(const YAML::Node& node, std::string_view key) {
  return ReadItems<double>(node, key, ReadNumber);
}

Result<std::vector<std::string>> ReadTexts(const YAML::Node& node, std::string_view key) {
  return ReadItems<std::string>(node, key, ReadText);
}

Result<size_t> ReadChoice(const YAML::Node& node, std::string_view key, std::span<const std::string_view> choices) {
  SCIOT_ASSIGN(const std::string text, ReadText(node, key));
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found != choices.end()) return static_cast<size_t>(found - choices.begin());
  std::string names;
  for (std::string_view choice : choices) names += (names.empty() ? "" : ", ") + std::string(choice);
  return Expected(node, key, "one of " + names);
}

}  // namespace sciot
