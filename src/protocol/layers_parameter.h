// The list of layers that goes with a split. Internal to the protocol module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/json.h"
#include "protocol/layer_list.h"

namespace sciot::protocol {

// The layers under `key`, as many as the split says; empty without the key.
inline Result<std::vector<uint32_t>> DecodeLayersOf(const ObjectReader& object, const char* key,
                                                    std::optional<uint32_t> split, const Limits& limits) {
  SCIOT_ASSIGN(const auto text, object.OptionalString(key));
  if (!text) return std::vector<uint32_t>();
  SCIOT_ASSIGN(std::vector<uint32_t> layers, ParseLayerList(*text, key, limits));
  if (split == layers.size()) return layers;
  return Invalid(std::string(key) + " names " + std::to_string(layers.size()) + " layers, the split is " +
                 (split ? std::to_string(*split) : "missing"));
}

}  // namespace sciot::protocol
