// The JPEG half of DecodeImage.
#pragma once

#include "vision/image.h"

namespace sciot::vision {

// Decodes a whole JPEG file.
Result<Image> DecodeJpeg(ByteView file, const ImageLimits& limits);

// An error when a picture of this size is empty or exceeds the limits; the check that comes before any
// allocation.
Status CheckImageSize(uint64_t width, uint64_t height, const ImageLimits& limits);

}  // namespace sciot::vision
