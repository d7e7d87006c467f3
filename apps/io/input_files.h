// `--input PATH`: files that become the inputs of a model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "sciot/result.h"
#include "sciot/tensor.h"
#include "vision/image.h"
#include "vision/preprocess.h"
#include "vision/sidecar.h"

namespace sciot::app {

struct InputLimits {
  uint64_t max_image_bytes = 64ULL << 20;  // of one PNG or JPEG file
  size_t max_directory_files = 100'000;    // inputs of one directory
  vision::ImageLimits image = {};
};

// The files of one inference: one for each input of the model, in the model's order.
using InputFiles = std::vector<std::filesystem::path>;

// The inferences `given` stands for. A model of one input takes one path: a file, or a directory, which
// stands for all images and raw tensors directly in it, in the order of their names. A model of several
// inputs takes as many paths, each a file. Errors name the path that does not exist, or how many were
// expected.
Result<std::vector<InputFiles>> ListInputs(std::span<const std::filesystem::path> given, size_t input_count,
                                           const InputLimits& limits);

// The inputs of one inference.
struct ModelInputs {
  std::vector<Bytes> tensors;  // in the model's order, little endian
  vision::Frame frame;         // what the model sees of the first input, in pixels of its picture
};

// Reads the files of one inference into tensors of `specs`, in their order. An image (.png, .jpg, .jpeg) is
// brought into its tensor's shape as `sidecar` says. A raw little-endian tensor (.f32 for FP32, .i8 for INT8,
// .u8 for UINT8, .bin for any type) must have exactly its tensor's size, and FP32 values must be finite.
// Requires as many files as specs.
Result<ModelInputs> LoadInputs(const InputFiles& files, std::span<const TensorSpec> specs,
                               const vision::Sidecar& sidecar, const InputLimits& limits);

}  // namespace sciot::app
