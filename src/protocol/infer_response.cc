#include "protocol/infer_response.h"

#include <limits>

#include "protocol/json.h"
#include "protocol/layers_parameter.h"
#include "protocol/tensor_list.h"

namespace sciot::protocol {
namespace {

Json EncodeParameters(const InferResponse& response) {
  Json parameters = Json::object();
  if (response.edge_us) parameters["edge_us"] = *response.edge_us;
  if (response.queue_us) parameters["queue_us"] = *response.queue_us;
  if (response.next_split) parameters["next_split"] = *response.next_split;
  if (!response.next_layers.empty()) parameters["next_layers"] = FormatLayerList(response.next_layers);
  if (response.next_wait_us) parameters["next_wait_us"] = *response.next_wait_us;
  if (response.reason != SplitReason::kNormal) parameters["message"] = MessageOf(response.reason);
  if (response.resume_split) parameters["resume_split"] = *response.resume_split;
  if (!response.resume_layers.empty()) parameters["resume_layers"] = FormatLayerList(response.resume_layers);
  if (!response.rejected.empty()) parameters["rejected"] = response.rejected;
  if (response.is_recorded) parameters["recorded"] = true;
  return parameters;
}

Result<std::optional<uint32_t>> OptionalSplit(const ObjectReader& parameters, const char* key) {
  SCIOT_ASSIGN(const auto split, parameters.OptionalUnsigned(key, std::numeric_limits<uint32_t>::max()));
  if (!split) return std::optional<uint32_t>();
  return std::optional(static_cast<uint32_t>(*split));
}

Status DecodeParameters(const ObjectReader& parameters, const Limits& limits, InferResponse& response) {
  SCIOT_ASSIGN(response.edge_us, parameters.OptionalAmount("edge_us"));
  SCIOT_ASSIGN(response.queue_us, parameters.OptionalAmount("queue_us"));
  SCIOT_ASSIGN(response.next_split, OptionalSplit(parameters, "next_split"));
  SCIOT_ASSIGN(response.next_layers, DecodeLayersOf(parameters, "next_layers", response.next_split, limits));
  SCIOT_ASSIGN(response.next_wait_us, parameters.OptionalAmount("next_wait_us"));
  SCIOT_ASSIGN(response.resume_split, OptionalSplit(parameters, "resume_split"));
  SCIOT_ASSIGN(response.resume_layers, DecodeLayersOf(parameters, "resume_layers", response.resume_split, limits));
  SCIOT_ASSIGN(const auto message, parameters.OptionalString("message"));
  response.reason = ReasonOf(message.value_or(""));
  SCIOT_ASSIGN(const auto rejected, parameters.OptionalString("rejected"));
  response.rejected = rejected.value_or("");
  SCIOT_ASSIGN(const auto recorded, parameters.OptionalBool("recorded"));
  response.is_recorded = recorded.value_or(false);
  return {};
}

}  // namespace

Result<EncodedMessage> EncodeInferResponse(const InferResponse& response) {
  Json json = {{"model_name", response.model_name}, {"model_version", response.model_version}};
  if (!response.id.empty()) json["id"] = response.id;
  if (Json parameters = EncodeParameters(response); !parameters.empty()) json["parameters"] = std::move(parameters);
  EncodedMessage message;
  SCIOT_TRY(EncodeTensorList(response.outputs, "outputs", json, message.tensors));
  message.json = DumpJson(json);
  return message;
}

Result<InferResponse> DecodeInferResponse(ByteView body, std::optional<size_t> json_bytes, const Limits& limits) {
  SCIOT_ASSIGN(const BodyParts parts, SplitBody(body, json_bytes));
  SCIOT_ASSIGN(const Json json, ParseJson(parts.json, limits));
  SCIOT_ASSIGN(const ObjectReader message, ObjectReader::Open(json, "answer"));
  InferResponse response;
  SCIOT_ASSIGN(response.model_name, message.Name("model_name", limits));
  SCIOT_ASSIGN(const auto version, message.OptionalString("model_version"));
  response.model_version = version.value_or("");
  SCIOT_ASSIGN(const auto id, message.OptionalString("id"));
  response.id = id.value_or("");
  SCIOT_ASSIGN(const ObjectReader parameters, message.OptionalObject("parameters"));
  SCIOT_TRY(DecodeParameters(parameters, limits, response));
  SCIOT_ASSIGN(response.outputs, DecodeTensorList(message, "outputs", parts.binary, limits));
  return response;
}

}  // namespace sciot::protocol
