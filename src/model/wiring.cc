#include "model/wiring.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

namespace sciot::model {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPlaceholder = "{i}";
constexpr uint32_t kMaxLayers = 1'000'000;  // far above Limits::max_layer_files, which is checked where files are read

Error Invalid(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "wiring.json: " + what};
}

Result<uint32_t> LayerKey(const std::string& key, uint32_t layers) {
  uint32_t layer = 0;
  const auto [end, failure] = std::from_chars(key.data(), key.data() + key.size(), layer);
  if (failure == std::errc() && end == key.data() + key.size() && layer < layers) return layer;
  return Invalid("layer '" + key + "' is not among 0.." + std::to_string(layers - 1));
}

// An endpoint read by `reader` must come from an earlier layer; layers() readers are the model's outputs.
Result<Endpoint> ReadEndpoint(const Json& pair, uint32_t reader) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number_integer() || !pair[1].is_number_unsigned()) {
    return Invalid("'" + pair.dump() + "' is not a pair [layer, output]");
  }
  const auto layer = pair[0].get<int64_t>();
  const auto output = pair[1].get<uint64_t>();
  if (layer < kModelInputs || layer >= int64_t{reader} || output > UINT16_MAX) {
    return Invalid("'" + pair.dump() + "' does not name an earlier layer's output");
  }
  return Endpoint{static_cast<int32_t>(layer), static_cast<uint32_t>(output)};
}

Result<std::vector<Endpoint>> ReadEndpoints(const Json& pairs, uint32_t reader) {
  if (!pairs.is_array() || pairs.empty()) return Invalid("'" + pairs.dump() + "' is not a list of [layer, output]");
  std::vector<Endpoint> endpoints;
  for (const Json& pair : pairs) {
    SCIOT_ASSIGN(const Endpoint endpoint, ReadEndpoint(pair, reader));
    endpoints.push_back(endpoint);
  }
  return endpoints;
}

Status ReadHeader(const Json& json, Wiring& wiring) {
  const auto layers = json.find("layers");
  if (layers == json.end() || !layers->is_number_unsigned()) return Invalid("'layers' is not a number");
  if (layers->get<uint64_t>() < 1 || layers->get<uint64_t>() > kMaxLayers) {
    return Invalid("'layers' is " + layers->dump());
  }
  wiring.layers = layers->get<uint32_t>();
  wiring.inputs.resize(wiring.layers);
  const auto file = json.find("file");
  if (file == json.end() || !file->is_string()) return Invalid("'file' is not a string");
  wiring.file_pattern = file->get<std::string>();
  if (wiring.file_pattern.find(kPlaceholder) == std::string::npos ||
      wiring.file_pattern.find('/') != std::string::npos) {
    return Invalid("'file' is '" + wiring.file_pattern + "'; expected a file name with {i} in it");
  }
  return {};
}

Status ReadInputs(const Json& inputs, Wiring& wiring) {
  if (!inputs.is_object()) return Invalid("'inputs' is not an object");
  for (const auto& [key, pairs] : inputs.items()) {
    SCIOT_ASSIGN(const uint32_t layer, LayerKey(key, wiring.layers));
    SCIOT_ASSIGN(wiring.inputs[layer], ReadEndpoints(pairs, layer));
  }
  return {};
}

// {"25": 16}: beside the output of layer 24, layer 25 takes that of layer 16.
Status ReadSecondInputs(const Json& second_inputs, Wiring& wiring) {
  if (!second_inputs.is_object()) return Invalid("'second_inputs' is not an object");
  for (const auto& [key, source] : second_inputs.items()) {
    SCIOT_ASSIGN(const uint32_t layer, LayerKey(key, wiring.layers));
    SCIOT_ASSIGN(const Endpoint second, ReadEndpoint(Json::array({source, 0U}), layer));
    wiring.inputs[layer] = {{static_cast<int32_t>(layer) - 1, 0}, second};
  }
  return {};
}

Status CheckKeys(const Json& json) {
  static const std::set<std::string> known = {"layers", "file", "default", "second_inputs", "inputs", "outputs"};
  for (const auto& [key, value] : json.items()) {
    if (!known.contains(key)) return Invalid("unknown key '" + key + "'");
  }
  return {};
}

}  // namespace

std::string Wiring::FileName(uint32_t layer) const {
  std::string name = file_pattern;
  return name.replace(name.find(kPlaceholder), kPlaceholder.size(), std::to_string(layer));
}

Result<Wiring> ParseWiring(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return Invalid("not a JSON object");
  SCIOT_TRY(CheckKeys(json));
  Wiring wiring;
  SCIOT_TRY(ReadHeader(json, wiring));
  if (json.contains("second_inputs")) SCIOT_TRY(ReadSecondInputs(json["second_inputs"], wiring));
  if (json.contains("inputs")) SCIOT_TRY(ReadInputs(json["inputs"], wiring));
  if (json.contains("outputs")) {
    SCIOT_ASSIGN(wiring.outputs, ReadEndpoints(json["outputs"], wiring.layers));
  }
  return wiring;
}

std::string EncodeWiring(const Wiring& wiring) {
  const auto pairs = [](const std::vector<Endpoint>& endpoints) {
    Json list = Json::array();
    for (const Endpoint& endpoint : endpoints) list.push_back({endpoint.layer, endpoint.output});
    return list;
  };
  Json inputs = Json::object();
  for (size_t layer = 0; layer < wiring.inputs.size(); ++layer) {
    if (!wiring.inputs[layer].empty()) inputs[std::to_string(layer)] = pairs(wiring.inputs[layer]);
  }
  const Json json = {
      {"layers", wiring.layers}, {"file", wiring.file_pattern}, {"inputs", inputs}, {"outputs", pairs(wiring.outputs)}};
  return json.dump() + "\n";
}

}  // namespace sciot::model
