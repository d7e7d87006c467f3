// Any bytes as a picture: decoded, or refused with an error; and what is decoded becomes a tensor.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "vision/image.h"
#include "vision/preprocess.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto image = sciot::vision::DecodeImage(std::as_bytes(std::span(data, size)), {.max_pixels = 1 << 16});
  if (!image.ok()) return 0;
  const sciot::TensorSpec tensor{"input", sciot::DataType::kFloat32, {1, 7, 5, 3}};
  const auto bytes = sciot::vision::ImageToTensor(image.value(), {.resize = sciot::vision::Resize::kCrop}, tensor);
  if (!bytes.ok() || bytes.value().size() != tensor.byte_size()) std::abort();
  return 0;
}
