// Tensors as messages carry them.
#pragma once

#include "base/bytes.h"
#include "sciot/result.h"
#include "sciot/tensor.h"

namespace sciot::protocol {

// How a tensor travels: as raw little-endian bytes after the JSON, or as numbers inside it.
enum class Encoding { kBinary, kJson };

// A tensor that either views bytes kept elsewhere or owns them.
struct Tensor {
  TensorSpec spec;
  Encoding encoding = Encoding::kBinary;
  // The values while `storage` is empty: part of a received body or of an engine's buffer, which must outlive
  // the tensor. Not aligned.
  ByteView view;
  // The values when the tensor owns them (decoded from JSON numbers).
  Bytes storage;

  // The values, little endian; spec.byte_size() bytes.
  ByteView data() const { return storage.empty() ? view : ByteView(storage); }
};

// An error naming the first NaN or infinity of an FP32 tensor and its index; other types pass.
Status CheckFinite(const Tensor& tensor);

}  // namespace sciot::protocol
