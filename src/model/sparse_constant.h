// Constants stored without their zeros.
#pragma once

#include "graph/graph.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// Writes the values at their places in `dense`, the zero-filled bytes of a tensor of this shape and element size. The
// format is that of SparsityParameters in TFLite's schema.fbs: dimensions in traversal order, each dense or as
// segments and indices, and blocks of the innermost ones. Every index is checked.
Status UnpackSparse(const tflite::SparsityParameters& sparsity, const Shape& shape, size_t element_bytes,
                    ByteView values, std::span<std::byte> dense);

}  // namespace sciot::model
