// The result frame of the first SCIoT firmware. Little endian, no padding:
//   f64 device clock, char[9] device, char[4] message id, i32 layer N, u32 output bytes, f32[] output of layer N,
//   i32 bytes of times, f32[] seconds of layers 0..N, bytes that mean nothing
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

inline constexpr size_t kLegacyDeviceBytes = 9;
inline constexpr size_t kLegacyMessageBytes = 4;

struct LegacyFrame {
  // Printable ASCII, without the NULs that fill them up; may be empty.
  std::string device_id;
  std::string message_id;
  // The output is that of this layer; -1: of the last.
  int32_t layer = -1;
  // float32, little endian; views the frame.
  ByteView output;
  // Of layers 0 to at most `layer`; what is sent beyond is left out.
  std::vector<double> layer_seconds;
};

// Views `frame`. The device's clock is not read: no clock is compared with another machine's. Refuses a frame that ends
// too early, lengths that are no float32s, ids that are not printable, and more than max_layers times.
Result<LegacyFrame> DecodeLegacyFrame(ByteView frame, const Limits& limits = {});

}  // namespace sciot::protocol
