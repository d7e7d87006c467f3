#include "protocol/legacy_json.h"

#include "protocol/json.h"

namespace sciot::protocol {

Result<LegacyRegistration> DecodeLegacyRegistration(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "registration"));
  LegacyRegistration registration;
  registration.is_client = object.Find("client_id") != nullptr;
  SCIOT_ASSIGN(registration.id, object.Name(registration.is_client ? "client_id" : "device_id", limits));
  return registration;
}

bool IsLegacyRegistration(ByteView body, const Limits& limits) {
  const Result<Json> json = ParseJson(AsText(body), limits);
  if (!json.ok() || !json.value().is_object()) return false;
  const Json& object = json.value();
  return object.contains("device_id") || (object.size() == 1 && object.contains("client_id"));
}

std::string EncodeLegacyRegistrationAnswer(const LegacyRegistration& registration, const std::string& model_name) {
  Json json = {{"message", "Success"}, {"device", registration.id}};
  if (registration.is_client) {
    json["client_id"] = registration.id;
    json["model_name"] = model_name;
  }
  return DumpJson(json);
}

std::string EncodeLegacySuccess() {
  return R"({"message":"Success"})";
}

std::string EncodeLegacyLayer(int32_t layer) {
  return DumpJson({{"offloading_layer_index", layer}});
}

std::string EncodeLegacyLayerMessage(int32_t layer) {
  return DumpJson({{"channel", "offloading_layer"}, {"offloading_layer_index", layer}});
}

std::string EncodeLegacyRegistrationMessage(const std::string& device, int32_t layer) {
  return DumpJson({{"channel", "registration"}, {"device", device}, {"offloading_layer_index", layer}});
}

std::string EncodeLegacyPrediction(const LegacyPrediction& prediction) {
  Json json = {{"message_id", nullptr}, {"offloading_layer_index", nullptr}, {"shape", prediction.shape}};
  if (prediction.message_id) json["message_id"] = *prediction.message_id;
  if (prediction.layer) json["offloading_layer_index"] = *prediction.layer;
  json["prediction"] = prediction.values;
  return DumpJson(json);
}

}  // namespace sciot::protocol
