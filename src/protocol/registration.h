// Body of POST /v2/models/{model}/devices/{device} and of its answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocol/limits.h"
#include "protocol/link_sample.h"
#include "sciot/result.h"

namespace sciot::protocol {

// What a device tells when it starts, and while it runs all layers itself.
struct Registration {
  // SHA-256 of the model file the device holds: 64 lower-case hexadecimal digits.
  std::string model_sha256;
  // Microseconds of the layers it measured, from layer 0 on.
  std::vector<double> layer_us;
  // The split it uses now.
  std::optional<uint32_t> split;
  // Exchanges measured since the last report, oldest first.
  std::vector<LinkSample> link;
  // Layers whose times vary: their entries of layer_us are what they take lately, not what they took last.
  std::vector<uint32_t> unstable_layers = {};

  // Whether it can run any set of layers that needs nothing of the others, not only the first ones.
  bool takes_layers = false;

  bool operator==(const Registration&) const = default;
};

struct RegistrationAnswer {
  // The split the device shall use next.
  uint32_t next_split = 0;
  std::string device_id;
  // Name of the model.
  std::string model;
  // The layers for the device, ascending, where they are not 0..next_split-1; else empty.
  std::vector<uint32_t> next_layers = {};
  // As InferResponse::next_wait_us.
  std::optional<double> next_wait_us = std::nullopt;

  bool operator==(const RegistrationAnswer&) const = default;
};

std::string EncodeRegistration(const Registration& registration);
Result<Registration> DecodeRegistration(ByteView body, const Limits& limits = {});

std::string EncodeRegistrationAnswer(const RegistrationAnswer& answer);
Result<RegistrationAnswer> DecodeRegistrationAnswer(ByteView body, const Limits& limits = {});

}  // namespace sciot::protocol
