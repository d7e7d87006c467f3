#include "vision/preprocess.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

namespace sciot::vision {
namespace {

constexpr std::array<double, 3> kLuma = {0.299, 0.587, 0.114};

using Pixel = std::array<double, 3>;  // red, green, blue; 0..255

Status CheckTensor(const InputSpec& input, const TensorSpec& tensor) {
  if (tensor.type != DataType::kFloat32 && tensor.type != DataType::kInt8 && tensor.type != DataType::kUint8) {
    return Error{ErrorCode::kUnsupported, "a picture for input \"" + tensor.name + "\" of type " +
                                              DataTypeName(tensor.type) + ", only FP32, INT8 and UINT8 are supported"};
  }
  const int32_t channels = input.color == Color::kRgb ? 3 : 1;
  const Shape& shape = tensor.shape;
  const bool image_like = shape.size() == 4 && shape[0] == 1 && shape[1] >= 1 && shape[2] >= 1;
  if (image_like && shape[3] == channels) return {};
  return Error{ErrorCode::kInvalidArgument, "a picture in " + std::string(channels == 3 ? "rgb" : "gray") +
                                                " needs an input of shape [1,H,W," + std::to_string(channels) +
                                                "], \"" + tensor.name + "\" is " + ToString(shape)};
}

Status CheckImage(const Image& image) {
  const size_t pixels = size_t{image.width} * image.height;
  if (pixels > 0 && image.rgb.size() == pixels * 3) return {};
  return Error{ErrorCode::kInvalidArgument, "picture of " + std::to_string(image.width) + "x" +
                                                std::to_string(image.height) + " pixels with " +
                                                std::to_string(image.rgb.size()) + " bytes"};
}

// The two source positions between which a position lies, and the share of the second.
struct Between {
  size_t first = 0;
  size_t second = 0;
  double share = 0;
};

// The source of each of `count` target positions along one axis of `size` pixels, of which the frame takes
// `extent` from `start`.
std::vector<Between> Sources(size_t count, double start, double extent, uint32_t size, Resize resize) {
  std::vector<Between> sources(count);
  const double last = static_cast<double>(size - 1);
  for (size_t i = 0; i < count; ++i) {
    const double centre = start + (static_cast<double>(i) + 0.5) * extent / static_cast<double>(count);
    const double position = std::clamp(resize == Resize::kNearest ? std::floor(centre) : centre - 0.5, 0.0, last);
    const double whole = std::floor(position);
    sources[i] = {static_cast<size_t>(whole), static_cast<size_t>(std::min(whole + 1, last)), position - whole};
  }
  return sources;
}

double Mix(double a, double b, double share) {
  return a + (b - a) * share;
}

Pixel Sample(const Image& image, const Between& row, const Between& column) {
  const auto at = [&image](size_t y, size_t x, size_t c) { return image.rgb[(y * image.width + x) * 3 + c]; };
  Pixel pixel{};
  for (size_t c = 0; c < pixel.size(); ++c) {
    const double upper = Mix(at(row.first, column.first, c), at(row.first, column.second, c), column.share);
    const double lower = Mix(at(row.second, column.first, c), at(row.second, column.second, c), column.share);
    pixel[c] = Mix(upper, lower, row.share);
  }
  return pixel;
}

template <typename T>
std::byte Rounded(double value) {
  using Limits = std::numeric_limits<T>;
  return static_cast<std::byte>(static_cast<T>(std::clamp<double>(std::round(value), Limits::min(), Limits::max())));
}

// Writes values of the tensor's type.
class ValueWriter {
 public:
  ValueWriter(const InputSpec& input, const TensorSpec& tensor) : input_(input), type_(tensor.type) {
    bytes_.reserve(tensor.byte_size());
  }

  void AppendPixel(const Pixel& pixel) {
    if (input_.color == Color::kGray) {
      Append(kLuma[0] * pixel[0] + kLuma[1] * pixel[1] + kLuma[2] * pixel[2], 0);
      return;
    }
    for (size_t c = 0; c < pixel.size(); ++c) Append(pixel[c], c);
  }

  Bytes Take() && { return std::move(bytes_); }

 private:
  void Append(double value, size_t channel) {
    const double normalized = (value * input_.scale - input_.mean[channel]) / input_.deviation[channel];
    if (type_ == DataType::kFloat32) {
      AppendU32(bytes_, std::bit_cast<uint32_t>(static_cast<float>(normalized)));
    } else {
      bytes_.push_back(type_ == DataType::kInt8 ? Rounded<int8_t>(normalized) : Rounded<uint8_t>(normalized));
    }
  }

  const InputSpec& input_;
  DataType type_;
  Bytes bytes_;
};

}  // namespace

Frame FrameOf(const Image& image, const InputSpec& input, const TensorSpec& tensor) {
  assert(tensor.shape.size() == 4);
  const double width = image.width;
  const double height = image.height;
  if (input.resize != Resize::kCrop) return {0, 0, width, height};
  const double proportion = static_cast<double>(tensor.shape[2]) / tensor.shape[1];
  const double cropped_width = std::min(width, height * proportion);
  const double cropped_height = std::min(height, width / proportion);
  return {(width - cropped_width) / 2, (height - cropped_height) / 2, cropped_width, cropped_height};
}

Result<Bytes> ImageToTensor(const Image& image, const InputSpec& input, const TensorSpec& tensor) {
  SCIOT_TRY(CheckTensor(input, tensor));
  SCIOT_TRY(CheckImage(image));
  const Frame frame = FrameOf(image, input, tensor);
  const auto rows = Sources(static_cast<size_t>(tensor.shape[1]), frame.top, frame.height, image.height, input.resize);
  const auto columns =
      Sources(static_cast<size_t>(tensor.shape[2]), frame.left, frame.width, image.width, input.resize);
  ValueWriter writer(input, tensor);
  for (const Between& row : rows) {
    for (const Between& column : columns) writer.AppendPixel(Sample(image, row, column));
  }
  return std::move(writer).Take();
}

}  // namespace sciot::vision
