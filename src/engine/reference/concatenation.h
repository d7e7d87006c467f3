// CONCATENATION of any element type.
#pragma once

#include <cstddef>
#include <span>

namespace sciot::engine::reference {

// One input: `rows` (of the call below) runs of `row_bytes` contiguous bytes.
struct Piece {
  const std::byte* data;
  size_t row_bytes;
};

// For each row, the rows of all pieces one after the other. `rows` is the product of the dimensions before
// the axis, row_bytes the bytes of those from the axis on.
void Concatenate(std::span<const Piece> pieces, size_t rows, std::byte* output);

}  // namespace sciot::engine::reference
