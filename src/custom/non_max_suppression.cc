#include "custom/non_max_suppression.h"

#include <algorithm>

namespace sciot::custom {

NonMaxSuppression::NonMaxSuppression(size_t boxes, const SuppressionOptions& options) : options_(options) {
  candidates_.reserve(boxes);
  chosen_.reserve(boxes);
}

std::span<const uint32_t> NonMaxSuppression::Choose(std::span<const Box> boxes, std::span<const float> scores,
                                                    size_t most) {
  candidates_.clear();
  chosen_.clear();
  for (uint32_t i = 0; i < boxes.size(); ++i) {
    if (scores[i] >= options_.score_threshold) candidates_.push_back(i);
  }
  std::sort(candidates_.begin(), candidates_.end(),
            [&](uint32_t a, uint32_t b) { return scores[a] > scores[b] || (scores[a] == scores[b] && a < b); });
  for (uint32_t candidate : candidates_) {
    if (chosen_.size() >= most) break;
    if (IsFree(boxes, candidate)) chosen_.push_back(candidate);
  }
  return chosen_;
}

bool NonMaxSuppression::IsFree(std::span<const Box> boxes, uint32_t candidate) const {
  return std::none_of(chosen_.begin(), chosen_.end(), [&](uint32_t taken) {
    return IntersectionOverUnion(boxes[taken], boxes[candidate]) > options_.iou_threshold;
  });
}

}  // namespace sciot::custom
