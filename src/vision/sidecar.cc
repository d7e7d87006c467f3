#include "vision/sidecar.h"

#include <algorithm>
#include <span>

#include "base/file.h"
#include "base/yaml_fields.h"

namespace sciot::vision {
namespace {

constexpr std::array<std::string_view, 2> kSections = {"input", "output"};
constexpr std::array<std::string_view, 5> kInputKeys = {"color", "scale", "mean", "std", "resize"};
constexpr std::array<std::string_view, 5> kOutputKeys = {"kind", "scale", "zero_point", "threshold", "labels"};
// In the order of the enumerators.
constexpr std::array<std::string_view, 2> kColors = {"rgb", "gray"};
constexpr std::array<std::string_view, 3> kResizes = {"bilinear", "nearest", "crop"};
constexpr std::array<std::string_view, 4> kKinds = {"fomo", "classes", "mask", "raw"};

template <typename Enum, size_t N>
Status ReadEnum(const YamlFields& fields, std::string_view key, const std::array<std::string_view, N>& names,
                Enum& value) {
  const auto node = fields.Find(key);
  if (!node) return {};
  SCIOT_ASSIGN(const size_t index, ReadChoice(*node, key, names));
  value = static_cast<Enum>(index);
  return {};
}

// One number stands for all three channels.
Status ReadChannels(const YamlFields& fields, std::string_view key, std::array<double, 3>& value) {
  const auto node = fields.Find(key);
  if (!node) return {};
  SCIOT_ASSIGN(const std::vector<double> numbers, ReadNumbers(*node, key));
  if (numbers.size() != 1 && numbers.size() != 3) {
    return ErrorAt(*node,
                   "\"" + std::string(key) + "\" must have 1 or 3 numbers, not " + std::to_string(numbers.size()));
  }
  for (size_t i = 0; i < value.size(); ++i) value[i] = numbers[numbers.size() == 1 ? 0 : i];
  return {};
}

Status ReadReal(const YamlFields& fields, std::string_view key, double& value) {
  const auto node = fields.Find(key);
  if (!node) return {};
  SCIOT_ASSIGN(value, ReadNumber(*node, key));
  return {};
}

Status ReadDeviation(const YamlFields& fields, std::array<double, 3>& deviation) {
  SCIOT_TRY(ReadChannels(fields, "std", deviation));
  if (std::find(deviation.begin(), deviation.end(), 0.0) == deviation.end()) return {};
  return ErrorAt(*fields.Find("std"), "\"std\" must not be zero: it divides");
}

Result<InputSpec> ReadInput(const YAML::Node& node) {
  SCIOT_ASSIGN(const YamlFields fields, YamlFields::Of(node, "input", kInputKeys));
  InputSpec input;
  SCIOT_TRY(ReadEnum(fields, "color", kColors, input.color));
  SCIOT_TRY(ReadReal(fields, "scale", input.scale));
  SCIOT_TRY(ReadChannels(fields, "mean", input.mean));
  SCIOT_TRY(ReadDeviation(fields, input.deviation));
  SCIOT_TRY(ReadEnum(fields, "resize", kResizes, input.resize));
  return input;
}

Status ReadThreshold(const YamlFields& fields, double& threshold) {
  const auto node = fields.Find("threshold");
  if (!node) return {};
  SCIOT_ASSIGN(threshold, ReadNumber(*node, "threshold"));
  if (threshold >= 0 && threshold <= 1) return {};
  return ErrorAt(*node, "\"threshold\" must be between 0 and 1, not " + node->Scalar());
}

Result<OutputSpec> ReadOutputSpec(const YAML::Node& node) {
  SCIOT_ASSIGN(const YamlFields fields, YamlFields::Of(node, "output", kOutputKeys));
  OutputSpec output;
  SCIOT_TRY(ReadEnum(fields, "kind", kKinds, output.kind));
  SCIOT_TRY(ReadReal(fields, "scale", output.scale));
  SCIOT_TRY(ReadReal(fields, "zero_point", output.zero_point));
  SCIOT_TRY(ReadThreshold(fields, output.threshold));
  if (const auto labels = fields.Find("labels")) {
    SCIOT_ASSIGN(output.labels, ReadTexts(*labels, "labels"));
  }
  return output;
}

Result<Sidecar> ReadSidecar(const YAML::Node& root) {
  SCIOT_ASSIGN(const YamlFields sections, YamlFields::Of(root, "the sidecar", kSections));
  Sidecar sidecar;
  if (const auto input = sections.Find("input")) {
    SCIOT_ASSIGN(sidecar.input, ReadInput(*input));
  }
  if (const auto output = sections.Find("output")) {
    SCIOT_ASSIGN(sidecar.output, ReadOutputSpec(*output));
  }
  return sidecar;
}

// Where the sidecar of a model may be, the first to be taken first.
std::vector<std::filesystem::path> Candidates(const std::filesystem::path& model_path) {
  std::error_code ignored;  // a path that cannot be looked at is taken for a file's
  std::filesystem::path path = std::filesystem::absolute(model_path, ignored).lexically_normal();
  if (!std::filesystem::is_directory(path, ignored)) return {path.replace_extension(".yaml")};
  if (!path.has_filename()) path = path.parent_path();
  std::filesystem::path beside = path;
  beside += ".yaml";
  return {beside, path / "model.yaml"};
}

}  // namespace

Result<Sidecar> ParseSidecar(std::string_view yaml) {
  SCIOT_ASSIGN(const YAML::Node root, ParseYaml(yaml));
  return ReadSidecar(root);
}

Result<SidecarFile> ReadSidecarFile(const std::filesystem::path& model_path) {
  for (const std::filesystem::path& path : Candidates(model_path)) {
    auto text = ReadTextFile(path, kMaxSidecarBytes);
    if (!text.ok() && text.error().code == ErrorCode::kNotFound) continue;
    if (!text.ok()) return text.error();
    auto sidecar = ParseSidecar(text.value());
    if (!sidecar.ok()) return WithContext(sidecar.error(), path.string());
    return SidecarFile{std::move(text).value(), std::move(sidecar).value()};
  }
  return SidecarFile{};
}

Result<Sidecar> LoadSidecar(const std::filesystem::path& model_path) {
  SCIOT_ASSIGN(SidecarFile file, ReadSidecarFile(model_path));
  return std::move(file.sidecar);
}

}  // namespace sciot::vision
