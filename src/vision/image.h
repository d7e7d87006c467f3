// Pictures from PNG and JPEG files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot::vision {

// Rows from the top, pixels from the left, one byte each of red, green and blue.
struct Image {
  uint32_t width = 0;
  uint32_t height = 0;
  std::vector<uint8_t> rgb;  // width * height * 3
};

// Configuration keys: image.max_pixels and so on.
struct ImageLimits {
  uint64_t max_pixels = 1ULL << 24;  // width * height; a decoded picture takes 3 bytes for each
};

// Decodes a PNG or a JPEG file, told apart by their first bytes. The bytes may be hostile: damage is an
// error. PNG: grey, palette and 16-bit pixels become 8-bit RGB (sRGB); transparent ones are blended with
// black. JPEG: baseline and progressive, grey or colour; CMYK is unsupported. The EXIF orientation is not
// applied.
Result<Image> DecodeImage(ByteView file, const ImageLimits& limits);

}  // namespace sciot::vision
