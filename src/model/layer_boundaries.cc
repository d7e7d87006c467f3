#include "model/layer_boundaries.h"

#include <string>

namespace sciot::model {
namespace {

constexpr uint32_t kVersion = 1;

}  // namespace

Bytes EncodeLayerBoundaries(const std::vector<uint32_t>& operators_per_layer) {
  Bytes entry;
  AppendU32(entry, kVersion);
  AppendU32(entry, static_cast<uint32_t>(operators_per_layer.size()));
  for (uint32_t count : operators_per_layer) AppendU32(entry, count);
  return entry;
}

Result<std::vector<uint32_t>> DecodeLayerBoundaries(ByteView entry, size_t operator_count) {
  const auto invalid = [](const std::string& what) {
    return WithContext({ErrorCode::kInvalidArgument, what}, "metadata " + std::string(kLayersMetadata));
  };
  ByteReader reader(entry);
  SCIOT_ASSIGN(const uint32_t version, reader.ReadU32());
  if (version != kVersion) return invalid("version " + std::to_string(version) + ", this build reads 1");
  SCIOT_ASSIGN(const uint32_t layers, reader.ReadU32());
  if (reader.remaining() != size_t{layers} * 4) {
    return invalid(std::to_string(layers) + " layers in " + std::to_string(entry.size()) + " bytes");
  }
  std::vector<uint32_t> counts;
  uint64_t total = 0;
  for (uint32_t i = 0; i < layers; ++i) {
    SCIOT_ASSIGN(const uint32_t count, reader.ReadU32());
    if (count == 0) return invalid("layer " + std::to_string(i) + " is empty");
    counts.push_back(count);
    total += count;
  }
  if (total == operator_count) return counts;
  return invalid("layers of " + std::to_string(total) + " operators in a file of " + std::to_string(operator_count));
}

}  // namespace sciot::model
