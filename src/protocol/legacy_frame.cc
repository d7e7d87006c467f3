#include "protocol/legacy_frame.h"

#include <algorithm>
#include <bit>

namespace sciot::protocol {
namespace {

constexpr size_t kFloatBytes = sizeof(float);

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Result<std::string> ReadId(ByteReader& reader, size_t size_bytes, const char* what) {
  SCIOT_ASSIGN(const ByteView bytes, reader.ReadBytes(size_bytes));
  std::string id(AsText(bytes).substr(0, AsText(bytes).find('\0')));
  const auto is_printable = [](char c) { return c > 0x20 && c < 0x7f; };
  if (std::all_of(id.begin(), id.end(), is_printable)) return id;
  return Invalid(std::string("the ") + what + " holds a byte that is no printable ASCII");
}

// A length in bytes of so many float32s.
Result<size_t> ReadLength(ByteReader& reader, const char* what) {
  SCIOT_ASSIGN(const uint32_t size_bytes, reader.ReadU32());
  if (size_bytes % kFloatBytes == 0 && size_bytes <= reader.remaining()) return size_bytes;
  return Invalid(std::string("the ") + what + " has " + std::to_string(size_bytes) + " bytes, the frame has " +
                 std::to_string(reader.remaining()) + " left; a float32 takes 4");
}

Result<std::vector<double>> ReadTimes(ByteReader& reader, int32_t layer, const Limits& limits) {
  SCIOT_ASSIGN(const size_t size_bytes, ReadLength(reader, "list of times"));
  size_t count = size_bytes / kFloatBytes;
  if (layer >= 0) count = std::min<size_t>(count, static_cast<size_t>(layer) + 1);
  if (count > limits.max_layers) {
    return Error{ErrorCode::kTooLarge, std::to_string(count) + " layer times; the limit is " +
                                           std::to_string(limits.max_layers) + " (max_layers)"};
  }
  std::vector<double> times;
  times.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    SCIOT_ASSIGN(const uint32_t bits, reader.ReadU32());
    times.push_back(std::bit_cast<float>(bits));
  }
  return times;
}

}  // namespace

Result<LegacyFrame> DecodeLegacyFrame(ByteView bytes, const Limits& limits) {
  ByteReader reader(bytes);
  LegacyFrame frame;
  SCIOT_TRY(reader.ReadU64());
  SCIOT_ASSIGN(frame.device_id, ReadId(reader, kLegacyDeviceBytes, "device id"));
  SCIOT_ASSIGN(frame.message_id, ReadId(reader, kLegacyMessageBytes, "message id"));
  SCIOT_ASSIGN(const uint32_t layer, reader.ReadU32());
  frame.layer = static_cast<int32_t>(layer);
  if (frame.layer < -1) return Invalid("offloading layer " + std::to_string(frame.layer) + " is below -1");
  SCIOT_ASSIGN(const size_t output_bytes, ReadLength(reader, "output"));
  SCIOT_ASSIGN(frame.output, reader.ReadBytes(output_bytes));
  SCIOT_ASSIGN(frame.layer_seconds, ReadTimes(reader, frame.layer, limits));
  return frame;
}

}  // namespace sciot::protocol
