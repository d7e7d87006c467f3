#include "protocol/infer_request.h"

#include <limits>

#include "protocol/json.h"
#include "protocol/layer_times.h"
#include "protocol/layers_parameter.h"
#include "protocol/tensor_list.h"

namespace sciot::protocol {
namespace {

Encoding EncodingOf(bool binary) {
  return binary ? Encoding::kBinary : Encoding::kJson;
}

Result<std::optional<LinkSample>> DecodeLink(const ObjectReader& parameters) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  SCIOT_ASSIGN(const auto us, parameters.OptionalNumber("link_us"));
  SCIOT_ASSIGN(const auto sent, parameters.OptionalUnsigned("link_sent_bytes", kMax));
  SCIOT_ASSIGN(const auto received, parameters.OptionalUnsigned("link_received_bytes", kMax));
  if (!us && !sent && !received) return std::optional<LinkSample>();
  if (us && sent && received) return std::optional(LinkSample{*us, *sent, *received});
  return Invalid(parameters.where() + ": link_us, link_sent_bytes and link_received_bytes go together");
}

Status DecodeParameters(const ObjectReader& parameters, const Limits& limits, InferRequest& request) {
  SCIOT_ASSIGN(const auto split, parameters.OptionalUnsigned("split", std::numeric_limits<uint32_t>::max()));
  if (split) request.split = static_cast<uint32_t>(*split);
  SCIOT_ASSIGN(request.layers, DecodeLayersOf(parameters, "layers", request.split, limits));
  if (parameters.Find("device_id") != nullptr) {
    SCIOT_ASSIGN(request.device_id, parameters.Name("device_id", limits));
  }
  SCIOT_ASSIGN(const auto layer_us, parameters.OptionalString("layer_us"));
  SCIOT_ASSIGN(request.layer_us, ParseLayerTimes(layer_us.value_or(""), limits));
  SCIOT_ASSIGN(const auto idle_us, parameters.OptionalString("idle_layer_us"));
  SCIOT_ASSIGN(request.idle_layer_us, ParseLayerTimes(idle_us.value_or(""), limits));
  SCIOT_ASSIGN(request.link, DecodeLink(parameters));
  SCIOT_ASSIGN(const auto binary, parameters.OptionalBool("binary_data_output"));
  request.default_output_encoding = EncodingOf(binary.value_or(false));
  return {};
}

Result<RequestedOutput> DecodeRequestedOutput(const Json& json, const std::string& where, Encoding fallback,
                                              const Limits& limits) {
  SCIOT_ASSIGN(const ObjectReader output, ObjectReader::Open(json, where));
  SCIOT_ASSIGN(std::string name, output.Name("name", limits));
  SCIOT_ASSIGN(const ObjectReader parameters, output.OptionalObject("parameters"));
  for (const char* key : {"classification", "shared_memory_region"}) {
    if (parameters.Find(key) == nullptr) continue;
    return Error{ErrorCode::kUnsupported, "output '" + name + "': the parameter '" + key + "' is not supported"};
  }
  SCIOT_ASSIGN(const auto binary, parameters.OptionalBool("binary_data"));
  return RequestedOutput{std::move(name), binary ? EncodingOf(*binary) : fallback};
}

Status DecodeOutputs(const ObjectReader& message, const Limits& limits, InferRequest& request) {
  if (message.Find("outputs") == nullptr) return {};
  SCIOT_ASSIGN(const Json* list, message.Array("outputs", limits.max_tensors));
  for (const Json& json : *list) {
    const std::string where = "outputs[" + std::to_string(request.outputs.size()) + "]";
    SCIOT_ASSIGN(auto output, DecodeRequestedOutput(json, where, request.default_output_encoding, limits));
    for (const RequestedOutput& other : request.outputs) {
      if (other.name == output.name) return Invalid("output '" + output.name + "' is asked for twice");
    }
    request.outputs.push_back(std::move(output));
  }
  return {};
}

Json EncodeParameters(const InferRequest& request) {
  Json parameters = Json::object();
  if (request.split) parameters["split"] = *request.split;
  if (!request.layers.empty()) parameters["layers"] = FormatLayerList(request.layers);
  if (!request.device_id.empty()) parameters["device_id"] = request.device_id;
  if (!request.layer_us.empty()) parameters["layer_us"] = FormatLayerTimes(request.layer_us);
  if (!request.idle_layer_us.empty()) parameters["idle_layer_us"] = FormatLayerTimes(request.idle_layer_us);
  if (request.link) {
    parameters["link_us"] = request.link->us;
    parameters["link_sent_bytes"] = request.link->sent_bytes;
    parameters["link_received_bytes"] = request.link->received_bytes;
  }
  if (request.default_output_encoding == Encoding::kBinary) parameters["binary_data_output"] = true;
  return parameters;
}

Json EncodeOutputs(const std::vector<RequestedOutput>& outputs) {
  Json list = Json::array();
  for (const RequestedOutput& output : outputs) {
    list.push_back({{"name", output.name}, {"parameters", {{"binary_data", output.encoding == Encoding::kBinary}}}});
  }
  return list;
}

}  // namespace

Result<EncodedMessage> EncodeInferRequest(const InferRequest& request) {
  Json json = Json::object();
  if (!request.id.empty()) json["id"] = request.id;
  if (!request.model_name.empty()) json["model_name"] = request.model_name;
  if (Json parameters = EncodeParameters(request); !parameters.empty()) json["parameters"] = std::move(parameters);
  if (!request.outputs.empty()) json["outputs"] = EncodeOutputs(request.outputs);
  EncodedMessage message;
  SCIOT_TRY(EncodeTensorList(request.inputs, "inputs", json, message.tensors));
  message.json = DumpJson(json);
  return message;
}

Result<InferRequest> DecodeInferRequest(ByteView body, std::optional<size_t> json_bytes, const Limits& limits) {
  SCIOT_ASSIGN(const BodyParts parts, SplitBody(body, json_bytes));
  SCIOT_ASSIGN(const Json json, ParseJson(parts.json, limits));
  SCIOT_ASSIGN(const ObjectReader message, ObjectReader::Open(json, "request"));
  InferRequest request;
  if (message.Find("id") != nullptr) {
    SCIOT_ASSIGN(request.id, message.String("id"));
    if (!request.id.empty()) SCIOT_TRY(CheckName(request.id, "request: 'id'", limits));
  }
  if (message.Find("model_name") != nullptr) {
    SCIOT_ASSIGN(request.model_name, message.Name("model_name", limits));
  }
  SCIOT_ASSIGN(const ObjectReader parameters, message.OptionalObject("parameters"));
  SCIOT_TRY(DecodeParameters(parameters, limits, request));
  SCIOT_TRY(DecodeOutputs(message, limits, request));
  SCIOT_ASSIGN(request.inputs, DecodeTensorList(message, "inputs", parts.binary, limits));
  if (request.inputs.empty()) return Invalid("request: 'inputs' is empty");
  return request;
}

}  // namespace sciot::protocol
