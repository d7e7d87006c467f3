// The JSON of the first SCIoT firmware.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

struct LegacyRegistration {
  std::string id;
  // Whether the client called it "client_id", as newer ones do, instead of "device_id".
  bool is_client = false;
};

Result<LegacyRegistration> DecodeLegacyRegistration(ByteView body, const Limits& limits = {});
// Whether a JSON message is a registration and not the developer guide's: it has a "device_id", or nothing but a
// "client_id". False for what is no JSON object.
bool IsLegacyRegistration(ByteView body, const Limits& limits = {});
std::string EncodeLegacyRegistrationAnswer(const LegacyRegistration& registration, const std::string& model_name);

// {"message": "Success"}
std::string EncodeLegacySuccess();

// {"offloading_layer_index": layer}; -1: all on the device.
std::string EncodeLegacyLayer(int32_t layer);

// The same as a WebSocket message, {"channel": "offloading_layer", ...}, and the one that answers a registration.
std::string EncodeLegacyLayerMessage(int32_t layer);
std::string EncodeLegacyRegistrationMessage(const std::string& device, int32_t layer);

// What the edge made of a frame, or of an input, which has neither id nor layer.
struct LegacyPrediction {
  std::optional<std::string> message_id;
  std::optional<int32_t> layer;
  std::vector<int32_t> shape;
  std::vector<float> values;
};

std::string EncodeLegacyPrediction(const LegacyPrediction& prediction);

}  // namespace sciot::protocol
