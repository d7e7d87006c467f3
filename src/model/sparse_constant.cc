#include "model/sparse_constant.h"

#include <algorithm>
#include <cstring>

#include "model/operators/operator.h"

namespace sciot::model {
namespace {

Result<std::vector<uint32_t>> ReadIndices(const tflite::DimensionMetadata& level, bool segments) {
  const auto copy = [](const auto* vector) -> Result<std::vector<uint32_t>> {
    if (vector == nullptr || vector->values() == nullptr) return InvalidModel("sparse indices are missing");
    std::vector<uint32_t> result;
    for (const auto value : *vector->values()) {
      if (value < 0) return InvalidModel("sparse index " + std::to_string(value));
      result.push_back(static_cast<uint32_t>(value));
    }
    return result;
  };
  switch (segments ? level.array_segments_type() : level.array_indices_type()) {
    case tflite::SparseIndexVector::Int32Vector:
      return copy(segments ? level.array_segments_as_Int32Vector() : level.array_indices_as_Int32Vector());
    case tflite::SparseIndexVector::Uint16Vector:
      return copy(segments ? level.array_segments_as_Uint16Vector() : level.array_indices_as_Uint16Vector());
    case tflite::SparseIndexVector::Uint8Vector:
      return copy(segments ? level.array_segments_as_Uint8Vector() : level.array_indices_as_Uint8Vector());
    default:
      return InvalidModel("sparse indices are missing");
  }
}

// One dimension in traversal order.
struct Level {
  int64_t stride = 0;  // elements of the dense tensor per step
  uint32_t size = 0;   // steps there can be
  bool sparse = false;
  std::vector<uint32_t> segments, indices;  // if sparse
};

class SparseReader {
 public:
  SparseReader(const Shape& shape, size_t element_bytes, ByteView values, std::span<std::byte> dense)
      : shape_(shape), element_bytes_(element_bytes), values_(values), dense_(dense) {}

  Status Read(const tflite::SparsityParameters& sparsity) {
    SCIOT_TRY(ReadLevels(sparsity));
    return Visit(0, 0, 0);
  }

 private:
  // Sizes and strides of the dimensions and, behind them, of the blocks' own.
  Status ReadLevels(const tflite::SparsityParameters& sparsity) {
    const auto* order = sparsity.traversal_order();
    const auto* metadata = sparsity.dim_metadata();
    const size_t blocks = sparsity.block_map() == nullptr ? 0 : sparsity.block_map()->size();
    const size_t rank = shape_.size();
    if (order == nullptr || metadata == nullptr || order->size() != rank + blocks || metadata->size() != order->size())
      return InvalidModel("sparse dimensions do not fit shape " + ToString(shape_));
    SCIOT_TRY(FindSizes(sparsity, blocks));
    std::vector<bool> seen(order->size(), false);
    for (uint32_t i = 0; i < order->size(); ++i) {
      const auto dimension = static_cast<size_t>(order->Get(i));
      if (order->Get(i) < 0 || dimension >= seen.size() || seen[dimension]) {
        return InvalidModel("sparse traversal names dimension " + std::to_string(order->Get(i)));
      }
      seen[dimension] = true;
      SCIOT_ASSIGN(Level level, ReadLevel(*metadata->Get(i), sizes_[dimension]));
      level.stride = strides_[dimension];
      levels_.push_back(std::move(level));
    }
    return {};
  }

  Status FindSizes(const tflite::SparsityParameters& sparsity, size_t blocks) {
    const size_t rank = shape_.size();
    sizes_.assign(shape_.begin(), shape_.end());
    strides_.assign(rank, 1);
    for (size_t i = rank; i-- > 1;) strides_[i - 1] = strides_[i] * shape_[i];
    for (uint32_t b = 0; b < blocks; ++b) {
      const int32_t dimension = sparsity.block_map()->Get(b);
      SCIOT_ASSIGN(const int32_t size, BlockSize(sparsity, static_cast<int32_t>(rank + b)));
      if (dimension < 0 || static_cast<size_t>(dimension) >= rank || sizes_[static_cast<size_t>(dimension)] % size != 0)
        return InvalidModel("sparse block of " + std::to_string(size) + " does not fit dimension " +
                            std::to_string(dimension));
      const auto d = static_cast<size_t>(dimension);
      sizes_.push_back(size);
      strides_.push_back(strides_[d]);
      sizes_[d] /= size;
      strides_[d] *= size;
    }
    return {};
  }

  static Result<int32_t> BlockSize(const tflite::SparsityParameters& sparsity, int32_t dimension) {
    const auto* order = sparsity.traversal_order();
    const auto found = std::find(order->begin(), order->end(), dimension);
    if (found == order->end()) return InvalidModel("a sparse block is not traversed");
    const int32_t size = sparsity.dim_metadata()->Get(static_cast<uint32_t>(found - order->begin()))->dense_size();
    if (size < 1) return InvalidModel("sparse block of " + std::to_string(size));
    return size;
  }

  static Result<Level> ReadLevel(const tflite::DimensionMetadata& metadata, int32_t size) {
    Level level;
    level.size = static_cast<uint32_t>(size);
    level.sparse = metadata.format() == tflite::DimensionType::SPARSE_CSR;
    if (!level.sparse) {
      if (metadata.dense_size() == size) return level;
      return InvalidModel("sparse dimension of " + std::to_string(metadata.dense_size()) + ", expected " +
                          std::to_string(size));
    }
    SCIOT_ASSIGN(level.segments, ReadIndices(metadata, true));
    SCIOT_ASSIGN(level.indices, ReadIndices(metadata, false));
    const bool ordered = std::is_sorted(level.segments.begin(), level.segments.end());
    if (ordered && !level.segments.empty() && level.segments.back() <= level.indices.size()) return level;
    return InvalidModel("sparse segments are out of order");
  }

  // `position` counts the stored entries of the levels before, `offset` the dense elements.
  Status Visit(size_t depth, uint64_t position, int64_t offset) {
    if (depth == levels_.size()) return Store(position, offset);
    const Level& level = levels_[depth];
    if (!level.sparse) {
      for (uint32_t i = 0; i < level.size; ++i) {
        SCIOT_TRY(Visit(depth + 1, position * level.size + i, offset + i * level.stride));
      }
      return {};
    }
    if (position + 1 >= level.segments.size()) return InvalidModel("sparse segments end early");
    for (uint32_t i = level.segments[position]; i < level.segments[position + 1]; ++i) {
      const uint32_t index = level.indices[i];
      if (index >= level.size) return InvalidModel("sparse index " + std::to_string(index));
      SCIOT_TRY(Visit(depth + 1, i, offset + index * level.stride));
    }
    return {};
  }

  Status Store(uint64_t position, int64_t offset) {
    if (position >= values_.size() / element_bytes_) return InvalidModel("sparse values end early");
    std::memcpy(dense_.data() + static_cast<size_t>(offset) * element_bytes_,
                values_.data() + position * element_bytes_, element_bytes_);
    return {};
  }

  const Shape& shape_;
  const size_t element_bytes_;
  const ByteView values_;
  const std::span<std::byte> dense_;
  std::vector<int32_t> sizes_;    // steps along each dimension, then each block
  std::vector<int64_t> strides_;  // dense elements per step
  std::vector<Level> levels_;     // in traversal order
};

}  // namespace

Status UnpackSparse(const tflite::SparsityParameters& sparsity, const Shape& shape, size_t element_bytes,
                    ByteView values, std::span<std::byte> dense) {
  return SparseReader(shape, element_bytes, values, dense).Read(sparsity);
}

}  // namespace sciot::model
