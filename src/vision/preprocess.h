// From a picture to a model's input tensor.
#pragma once

#include "base/bytes.h"
#include "sciot/result.h"
#include "sciot/tensor.h"
#include "vision/image.h"
#include "vision/sidecar.h"

namespace sciot::vision {

// The part of a picture that a model sees, in pixels of the picture: all of it, or for Resize::kCrop the
// centre. Positions in a model's output are shares of this frame.
struct Frame {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  bool operator==(const Frame&) const = default;
};

// The frame that ImageToTensor shows to a model with this input. Requires a picture and a shape that it
// accepts.
Frame FrameOf(const Image& image, const InputSpec& input, const TensorSpec& tensor);

// The bytes of `tensor`, a float32, int8 or uint8 [1, height, width, channels] with 3 channels for rgb and 1 for
// gray, little endian. Gray is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). Everything is computed in
// double and rounded to float32 once, so that a picture of the model's own size gives exactly float(pixel /
// 255); for int8 and uint8 to the nearest integer, held within the type. Another element type is unsupported, another
// shape an error that names it.
Result<Bytes> ImageToTensor(const Image& image, const InputSpec& input, const TensorSpec& tensor);

}  // namespace sciot::vision
