// Of boxes that overlap, the one with the highest score.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "custom/box_decoder.h"

namespace sciot::custom {

struct SuppressionOptions {
  float score_threshold = 0;
  float iou_threshold = 1;
};

// Keeps memory for a number of boxes, so that choosing allocates none.
class NonMaxSuppression {
 public:
  NonMaxSuppression(size_t boxes, const SuppressionOptions& options);

  // Walks the boxes by falling score (the lower index first among equals), those below the threshold left out, and
  // takes each that overlaps no taken one by more than the threshold; at most `most`. The result is valid until the
  // next call. Requires as many boxes and scores as there is memory for.
  std::span<const uint32_t> Choose(std::span<const Box> boxes, std::span<const float> scores, size_t most);

 private:
  bool IsFree(std::span<const Box> boxes, uint32_t candidate) const;

  SuppressionOptions options_;
  std::vector<uint32_t> candidates_;
  std::vector<uint32_t> chosen_;
};

}  // namespace sciot::custom
