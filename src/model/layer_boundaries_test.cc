#include "model/layer_boundaries.h"

#include <gtest/gtest.h>

namespace sciot::model {
namespace {

TEST(LayerBoundariesTest, RoundTrip) {
  const std::vector<uint32_t> counts = {1, 2, 1};
  EXPECT_EQ(DecodeLayerBoundaries(EncodeLayerBoundaries(counts), 4).value(), counts);
}

TEST(LayerBoundariesTest, EveryPrefixIsRefused) {
  const Bytes entry = EncodeLayerBoundaries({1, 2, 1});
  for (size_t size = 0; size < entry.size(); ++size) {
    EXPECT_FALSE(DecodeLayerBoundaries(ByteView(entry).first(size), 4).ok()) << size;
  }
}

TEST(LayerBoundariesTest, ThatDoNotCoverTheFileAreRefused) {
  EXPECT_FALSE(DecodeLayerBoundaries(EncodeLayerBoundaries({1, 2}), 4).ok());
  EXPECT_FALSE(DecodeLayerBoundaries(EncodeLayerBoundaries({0, 4}), 4).ok());
}

}  // namespace
}  // namespace sciot::model
