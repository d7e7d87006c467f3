#include "engine/shared_weights.h"

#include <cassert>

namespace sciot::engine {

Result<SharedWeights::Packed> SharedWeights::Get(size_t node, const std::function<Result<Packed>()>& pack) {
  const std::lock_guard lock(mutex_);
  assert(node < packed_.size());
  if (!packed_[node]) {
    SCIOT_ASSIGN(packed_[node], pack());
    after_packing_();
  }
  return packed_[node];
}

}  // namespace sciot::engine
