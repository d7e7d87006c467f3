#include "engine/reference/concatenation.h"

#include <cstring>

namespace sciot::engine::reference {

void Concatenate(std::span<const Piece> pieces, size_t rows, std::byte* output) {
  for (size_t row = 0; row < rows; ++row) {
    for (const Piece& piece : pieces) {
      std::memcpy(output, piece.data + row * piece.row_bytes, piece.row_bytes);
      output += piece.row_bytes;
    }
  }
}

}  // namespace sciot::engine::reference
