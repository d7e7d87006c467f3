#include "protocol/registration.h"

#include <limits>

#include "protocol/json.h"
#include "protocol/layer_times.h"
#include "protocol/layers_parameter.h"

namespace sciot::protocol {
namespace {

constexpr uint64_t kMaxSplit = std::numeric_limits<uint32_t>::max();
constexpr size_t kSha256Digits = 64;

Result<std::string> DecodeSha256(const ObjectReader& object) {
  SCIOT_ASSIGN(std::string digits, object.String("model_sha256"));
  const bool hexadecimal = digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (digits.size() == kSha256Digits && hexadecimal) return digits;
  return object.FieldError("model_sha256", "must be 64 lower-case hexadecimal digits, not " + Excerpt(digits));
}

template <typename T>
Result<T> Required(const ObjectReader& object, const char* key, Result<std::optional<T>> value) {
  SCIOT_ASSIGN(const std::optional<T> given, std::move(value));
  if (!given) return object.FieldError(key, "is missing");
  return *given;
}

Result<LinkSample> DecodeSample(const Json& json, size_t index) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "link[" + std::to_string(index) + "]"));
  LinkSample sample;
  SCIOT_ASSIGN(sample.us, Required(object, "us", object.OptionalAmount("us")));
  SCIOT_ASSIGN(sample.sent_bytes, Required(object, "sent_bytes", object.OptionalUnsigned("sent_bytes", kMax)));
  SCIOT_ASSIGN(sample.received_bytes,
               Required(object, "received_bytes", object.OptionalUnsigned("received_bytes", kMax)));
  return sample;
}

Result<std::vector<LinkSample>> DecodeLink(const ObjectReader& object, const Limits& limits) {
  std::vector<LinkSample> samples;
  if (object.Find("link") == nullptr) return samples;
  SCIOT_ASSIGN(const Json* list, object.Array("link", limits.max_link_samples));
  for (const Json& json : *list) {
    SCIOT_ASSIGN(const LinkSample sample, DecodeSample(json, samples.size()));
    samples.push_back(sample);
  }
  return samples;
}

Result<std::vector<uint32_t>> DecodeLayers(const ObjectReader& object, const Limits& limits) {
  std::vector<uint32_t> layers;
  if (object.Find("unstable_layers") == nullptr) return layers;
  SCIOT_ASSIGN(const Json* list, object.Array("unstable_layers", limits.max_layers));
  for (const Json& json : *list) {
    if (!json.is_number_unsigned() || json.get<uint64_t>() > kMaxSplit) {
      return object.FieldError("unstable_layers", "holds " + Excerpt(json) + ", which is no layer");
    }
    layers.push_back(json.get<uint32_t>());
  }
  return layers;
}

}  // namespace

std::string EncodeRegistration(const Registration& registration) {
  Json json = {{"model_sha256", registration.model_sha256}, {"layer_us", FormatLayerTimes(registration.layer_us)}};
  if (registration.split) json["split"] = *registration.split;
  if (registration.takes_layers) json["takes_layers"] = true;
  if (!registration.unstable_layers.empty()) json["unstable_layers"] = registration.unstable_layers;
  for (const LinkSample& sample : registration.link) {
    json["link"].push_back(
        {{"us", sample.us}, {"sent_bytes", sample.sent_bytes}, {"received_bytes", sample.received_bytes}});
  }
  return DumpJson(json);
}

Result<Registration> DecodeRegistration(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "registration"));
  Registration registration;
  SCIOT_ASSIGN(registration.model_sha256, DecodeSha256(object));
  SCIOT_ASSIGN(const auto layer_us, object.OptionalString("layer_us"));
  SCIOT_ASSIGN(registration.layer_us, ParseLayerTimes(layer_us.value_or(""), limits));
  SCIOT_ASSIGN(const auto split, object.OptionalUnsigned("split", kMaxSplit));
  if (split) registration.split = static_cast<uint32_t>(*split);
  SCIOT_ASSIGN(registration.link, DecodeLink(object, limits));
  SCIOT_ASSIGN(registration.unstable_layers, DecodeLayers(object, limits));
  SCIOT_ASSIGN(const auto takes_layers, object.OptionalBool("takes_layers"));
  registration.takes_layers = takes_layers.value_or(false);
  return registration;
}

std::string EncodeRegistrationAnswer(const RegistrationAnswer& answer) {
  Json json = {{"next_split", answer.next_split}, {"device_id", answer.device_id}, {"model", answer.model}};
  if (!answer.next_layers.empty()) json["next_layers"] = FormatLayerList(answer.next_layers);
  if (answer.next_wait_us) json["next_wait_us"] = *answer.next_wait_us;
  return DumpJson(json);
}

Result<RegistrationAnswer> DecodeRegistrationAnswer(ByteView body, const Limits& limits) {
  SCIOT_ASSIGN(const Json json, ParseJson(AsText(body), limits));
  SCIOT_ASSIGN(const ObjectReader object, ObjectReader::Open(json, "answer"));
  RegistrationAnswer answer;
  const auto given = object.OptionalUnsigned("next_split", kMaxSplit);
  SCIOT_ASSIGN(const uint64_t next_split, Required(object, "next_split", given));
  answer.next_split = static_cast<uint32_t>(next_split);
  SCIOT_ASSIGN(answer.device_id, object.Name("device_id", limits));
  SCIOT_ASSIGN(answer.model, object.Name("model", limits));
  SCIOT_ASSIGN(answer.next_layers, DecodeLayersOf(object, "next_layers", answer.next_split, limits));
  SCIOT_ASSIGN(answer.next_wait_us, object.OptionalAmount("next_wait_us"));
  return answer;
}

}  // namespace sciot::protocol
