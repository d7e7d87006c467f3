// The metadata entry `sciot.layers`: how many operators each layer of a joined file has.
//
//   u32 LE  version, 1
//   u32 LE  number of layers
//   u32 LE  operators of layer i, at least 1; for each layer
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot::model {

inline constexpr const char* kLayersMetadata = "sciot.layers";

Bytes EncodeLayerBoundaries(const std::vector<uint32_t>& operators_per_layer);

// `operator_count` is what the layers must add up to.
Result<std::vector<uint32_t>> DecodeLayerBoundaries(ByteView entry, size_t operator_count);

}  // namespace sciot::model
