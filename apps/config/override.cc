#include "override.h"

#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

// A copy that belongs to no text.
YAML::Node Detached(const YAML::Node& node) {
  YAML::Node copy(node.Type());
  if (node.IsScalar()) copy = node.Scalar();
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) copy.push_back(Detached(item));
  }
  if (node.IsMap()) {
    for (const auto& field : node) copy.force_insert(Detached(field.first), Detached(field.second));
  }
  copy.SetTag(node.Tag());
  return copy;
}

// {a: {b: value}} for "a.b".
YAML::Node Nest(const std::string& path, const YAML::Node& value) {
  const size_t dot = path.find('.');
  YAML::Node mapping(YAML::NodeType::Map);
  const YAML::Node inner = dot == std::string::npos ? value : Nest(path.substr(dot + 1), value);
  mapping.force_insert(path.substr(0, dot), inner);
  return mapping;
}

}  // namespace

Result<Override> ParseOverride(const std::string& text) {
  const std::string source = "--set " + text;
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return Error{ErrorCode::kInvalidArgument, source + ": not KEY=VALUE, e.g. link.alpha=0.3"};
  }
  const Result<YAML::Node> value = ParseYaml(text.substr(equals + 1));
  if (!value.ok()) return WithContext(value.error(), source);
  return Override{source, text.substr(0, equals), Detached(value.value())};
}

Override WordOverride(const std::string& option, const std::string& path, const std::string& word) {
  return {option + " " + word, path, YAML::Node(word)};
}

Status ApplyOverride(const Override& given, const Settings& settings) {
  const Status applied = settings.Apply(Nest(given.path, given.value));
  return applied.ok() ? applied : WithContext(applied.error(), given.source);
}

}  // namespace sciot::app
