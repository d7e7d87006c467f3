// Pictures as small cameras give them: 16 bits a pixel, 5 red, 6 green, 5 blue.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "sciot/result.h"
#include "vision/image.h"

namespace sciot::vision {

// Which byte of a pixel comes first.
enum class PixelOrder { kLittleEndian, kBigEndian };

inline constexpr size_t kRgb565Bytes = 2;  // of a pixel

// Rows from the top, pixels from the left, no padding. The upper bits of each colour fill its lower ones, so that the
// largest value becomes 255. Another number of bytes than width * height * 2 is an error.
Result<Image> DecodeRgb565(ByteView pixels, uint32_t width, uint32_t height, PixelOrder order);

}  // namespace sciot::vision
