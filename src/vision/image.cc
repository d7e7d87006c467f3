#include "vision/image.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <string>

#include "vision/jpeg.h"

namespace sciot::vision {
namespace {

constexpr std::array<std::byte, 8> kPngSignature = {std::byte{0x89}, std::byte{'P'},  std::byte{'N'},  std::byte{'G'},
                                                    std::byte{'\r'}, std::byte{'\n'}, std::byte{0x1a}, std::byte{'\n'}};
constexpr std::array<std::byte, 3> kJpegSignature = {std::byte{0xff}, std::byte{0xd8}, std::byte{0xff}};

bool StartsWith(ByteView file, ByteView signature) {
  return file.size() >= signature.size() && std::equal(signature.begin(), signature.end(), file.begin());
}

// libpng's simplified reader, freed with its scope.
struct PngReader {
  PngReader() { png.version = PNG_IMAGE_VERSION; }
  ~PngReader() { png_image_free(&png); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  Error error() const { return {ErrorCode::kInvalidArgument, "PNG: " + std::string(png.message)}; }

  png_image png{};
};

Result<Image> DecodePng(ByteView file, const ImageLimits& limits) {
  PngReader reader;
  if (png_image_begin_read_from_memory(&reader.png, file.data(), file.size()) == 0) return reader.error();
  SCIOT_TRY(CheckImageSize(reader.png.width, reader.png.height, limits));
  Image image{reader.png.width, reader.png.height, {}};
  image.rgb.resize(size_t{image.width} * image.height * 3);
  reader.png.format = PNG_FORMAT_RGB;
  constexpr png_color kBlack = {0, 0, 0};
  if (png_image_finish_read(&reader.png, &kBlack, image.rgb.data(), 0, nullptr) == 0) return reader.error();
  return image;
}

}  // namespace

Status CheckImageSize(uint64_t width, uint64_t height, const ImageLimits& limits) {
  const std::string size = std::to_string(width) + "x" + std::to_string(height);
  if (width == 0 || height == 0) return Error{ErrorCode::kInvalidArgument, "empty picture of " + size + " pixels"};
  if (width > limits.max_pixels / height) {
    return Error{ErrorCode::kTooLarge,
                 "picture of " + size + ", the limit is " + std::to_string(limits.max_pixels) + " pixels"};
  }
  return {};
}

Result<Image> DecodeImage(ByteView file, const ImageLimits& limits) {
  if (StartsWith(file, kPngSignature)) return DecodePng(file, limits);
  if (StartsWith(file, kJpegSignature)) return DecodeJpeg(file, limits);
  return Error{ErrorCode::kInvalidArgument,
               "neither a PNG nor a JPEG file (" + std::to_string(file.size()) + " bytes)"};
}

}  // namespace sciot::vision
