// Strict reading of YAML mappings: nothing unknown, nothing twice, nothing of a wrong type. Errors give the
// line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sciot/result.h"

namespace sciot {

// Lists and mappings inside each other that ParseYaml accepts.
inline constexpr size_t kMaxYamlDepth = 16;

// The only document of `yaml`, or a null node when it is empty. Aliases are refused. yaml-cpp's exceptions
// end here.
Result<YAML::Node> ParseYaml(std::string_view yaml);

// An error "line 7: <message>" about `node`; without the line when the node was not read from a text.
Error ErrorAt(const YAML::Node& node, const std::string& message);

// One mapping of a document. A null node counts as an empty one.
class YamlFields {
 public:
  // Refuses a node that is no mapping, and keys that are not `known` or come twice. `name` is for messages.
  static Result<YamlFields> Of(const YAML::Node& node, std::string_view name, std::span<const std::string_view> known);

  // The value of a key; nothing when the key is absent.
  std::optional<YAML::Node> Find(std::string_view key) const;

 private:
  explicit YamlFields(std::vector<std::pair<std::string, YAML::Node>> fields) : fields_(std::move(fields)) {}

  std::vector<std::pair<std::string, YAML::Node>> fields_;
};

// The text of a scalar. `key` is for messages, here and below.
Result<std::string> ReadText(const YAML::Node& node, std::string_view key);
// A finite number, written without quotes.
Result<double> ReadNumber(const YAML::Node& node, std::string_view key);
// true or false, written without quotes.
Result<bool> ReadFlag(const YAML::Node& node, std::string_view key);
Result<std::vector<double>> ReadNumbers(const YAML::Node& node, std::string_view key);
Result<std::vector<std::string>> ReadTexts(const YAML::Node& node, std::string_view key);
// The position of the scalar's text among `choices`.
Result<size_t> ReadChoice(const YAML::Node& node, std::string_view key, std::span<const std::string_view> choices);

}  // namespace sciot
