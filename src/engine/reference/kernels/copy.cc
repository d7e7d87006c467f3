// Operators that only move elements.
#include <array>
#include <cstring>
#include <vector>

#include "engine/kernel_table.h"
#include "engine/reference/kernels/function_kernel.h"

namespace sciot::engine::reference {
namespace {

// A strided copy with addresses.
struct Move {
  const std::byte* input;
  std::byte* output;
  std::vector<graph::CopyExtent> extents;  // outer dimensions
  graph::CopyExtent inner;
};

template <typename T>
void CopyRow(const std::byte* input, std::byte* output, const graph::CopyExtent& row) {
  const auto* from = reinterpret_cast<const T*>(input);
  auto* to = reinterpret_cast<T*>(output);
  if (row.input_stride == 1 && row.output_stride == 1) {
    std::memcpy(to, from, row.count * sizeof(T));
    return;
  }
  for (uint64_t i = 0; i < row.count; ++i) {
    *to = *from;
    from += row.input_stride;
    to += row.output_stride;
  }
}

// Counts through the outer dimensions like an odometer.
template <typename T>
void Copy(const Move& move) {
  constexpr auto kSize = static_cast<int64_t>(sizeof(T));
  std::array<uint64_t, graph::kMaxCopyRank> index{};
  const std::byte* input = move.input;
  std::byte* output = move.output;
  for (;;) {
    CopyRow<T>(input, output, move.inner);
    size_t axis = move.extents.size();
    for (; axis > 0; --axis) {
      const auto& [count, input_stride, output_stride] = move.extents[axis - 1];
      if (++index[axis - 1] < count) {
        input += input_stride * kSize;
        output += output_stride * kSize;
        break;
      }
      index[axis - 1] = 0;
      const auto back = static_cast<int64_t>(count - 1);
      input -= input_stride * back * kSize;
      output -= output_stride * back * kSize;
    }
    if (axis == 0) return;
  }
}

std::vector<Move> Moves(KernelContext& context, size_t element_bytes) {
  const auto bytes = static_cast<int64_t>(element_bytes);
  std::vector<Move> moves;
  for (const graph::StridedCopy& copy : context.options<graph::CopyOptions>().copies) {
    Move move{context.input<std::byte>(copy.input).data() + copy.input_offset * bytes,
              context.output<std::byte>(copy.output).data() + copy.output_offset * bytes, copy.extents,
              copy.extents.back()};
    move.extents.pop_back();
    moves.push_back(std::move(move));
  }
  return moves;
}

template <typename T>
Result<std::unique_ptr<Kernel>> MakeCopy(KernelContext& context) {
  return MakeKernel([moves = Moves(context, sizeof(T))] {
    for (const Move& move : moves) Copy<T>(move);
  });
}

}  // namespace

Result<std::unique_ptr<Kernel>> CreateCopy(KernelContext& context) {
  switch (ByteSize(context.output_spec().type)) {
    case 1:
      return MakeCopy<uint8_t>(context);
    case 2:
      return MakeCopy<uint16_t>(context);
    case 4:
      return MakeCopy<uint32_t>(context);
    default:
      return MakeCopy<uint64_t>(context);
  }
}

}  // namespace sciot::engine::reference
