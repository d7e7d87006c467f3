#include "protocol/metadata.h"

#include "protocol/json.h"
#include "protocol/tensor_list.h"

namespace sciot::protocol {
namespace {

Result<std::vector<std::string>> DecodeStrings(const ObjectReader& object, const char* key, const Limits& limits) {
  SCIOT_ASSIGN(const Json* list, object.Array(key, limits.max_tensors));
  std::vector<std::string> strings;
  for (const Json& value : *list) {
    if (!value.is_string()) return object.FieldError(key, "holds " + Excerpt(value) + ", which is no string");
    strings.push_back(value.get<std::string>());
  }
  return strings;
}

Json EncodeSpecs(const std::vector<TensorSpec>& specs) {
  Json list = Json::array();
  for (const TensorSpec& spec : specs) list.push_back(EncodeTensorSpec(spec));
  return list;
}

Result<std::vector<TensorSpec>> DecodeSpecs(const ObjectReader& object, const char* key, const Limits& limits) {
  SCIOT_ASSIGN(const Json* list, object.Array(key, limits.max_tensors));
  std::vector<TensorSpec> specs;
  for (const Json& json : *list) {
    const std::string kind = std::string(key) + "[" + std::to_string(specs.size()) + "]";
    SCIOT_ASSIGN(TensorSpec spec, DecodeTensorSpec(json, kind, limits));
    specs.push_back(std::move(spec));
  }
  return specs;
}

Result<RepositoryEntry> DecodeEntry(const Json& json, const Limits& limits) {
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "repository entry"));
  RepositoryEntry entry;
  SCIOT_ASSIGN(entry.name, object.Name("name", limits));
  SCIOT_ASSIGN(const auto version, object.OptionalString("version"));
  SCIOT_ASSIGN(const auto state, object.OptionalString("state"));
  SCIOT_ASSIGN(const auto reason, object.OptionalString("reason"));
  entry.version = version.value_or("");
  entry.state = state.value_or("");
  entry.reason = reason.value_or("");
  return entry;
}

}  // namespace

std::string EncodeServerMetadata(const ServerMetadata& metadata) {
  return DumpJson({{"name", metadata.name}, {"version", metadata.version}, {"extensions", metadata.extensions}});
}

Result<ServerMetadata> DecodeServerMetadata(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "server metadata"));
  ServerMetadata metadata;
  SCIOT_ASSIGN(metadata.name, object.String("name"));
  SCIOT_ASSIGN(metadata.version, object.String("version"));
  SCIOT_ASSIGN(metadata.extensions, DecodeStrings(object, "extensions", limits));
  return metadata;
}

std::string EncodeModelMetadata(const ModelMetadata& metadata) {
  return DumpJson({{"name", metadata.name},
                   {"versions", metadata.versions},
                   {"platform", metadata.platform},
                   {"inputs", EncodeSpecs(metadata.inputs)},
                   {"outputs", EncodeSpecs(metadata.outputs)}});
}

Result<ModelMetadata> DecodeModelMetadata(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "model metadata"));
  ModelMetadata metadata;
  SCIOT_ASSIGN(metadata.name, object.Name("name", limits));
  SCIOT_ASSIGN(metadata.versions, DecodeStrings(object, "versions", limits));
  SCIOT_ASSIGN(metadata.platform, object.String("platform"));
  SCIOT_ASSIGN(metadata.inputs, DecodeSpecs(object, "inputs", limits));
  SCIOT_ASSIGN(metadata.outputs, DecodeSpecs(object, "outputs", limits));
  return metadata;
}

std::string EncodeRepositoryIndex(const std::vector<RepositoryEntry>& models) {
  Json list = Json::array();
  for (const RepositoryEntry& model : models) {
    list.push_back(
        {{"name", model.name}, {"version", model.version}, {"state", model.state}, {"reason", model.reason}});
  }
  return DumpJson(list);
}

Result<std::vector<RepositoryEntry>> DecodeRepositoryIndex(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  if (!json.is_array()) return Invalid("the repository index must be a JSON array, not " + Excerpt(json));
  std::vector<RepositoryEntry> models;
  for (const Json& value : json) {
    SCIOT_ASSIGN(RepositoryEntry entry, DecodeEntry(value, limits));
    models.push_back(std::move(entry));
  }
  return models;
}

std::string EncodeLive() {
  return R"({"live":true})";
}

std::string EncodeReady() {
  return R"({"ready":true})";
}

std::string EncodeModelReady(std::string_view model_name) {
  return DumpJson({{"name", model_name}, {"ready", true}});
}

}  // namespace sciot::protocol
