#include "protocol/offloading.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

constexpr uint32_t kLayers = 59;

TEST(OffloadingTest, OnlyForcedIsMinusOne) {
  EXPECT_EQ(OffloadingLayer(kLayers, SplitReason::kLocalInference), -1);
  EXPECT_EQ(OffloadingLayer(kLayers, SplitReason::kNormal), 58);
  EXPECT_EQ(OffloadingLayer(10, SplitReason::kMeasurement), 9);
  EXPECT_EQ(OffloadingLayer(1, SplitReason::kNormal), 0);
}

TEST(OffloadingTest, ADeviceTakesBothWaysToSayAll) {
  EXPECT_EQ(SplitOfOffloadingLayer(-1, kLayers), kLayers);
  EXPECT_EQ(SplitOfOffloadingLayer(58, kLayers), kLayers);
  EXPECT_EQ(SplitOfOffloadingLayer(0, kLayers), 1U);
  EXPECT_EQ(SplitOfOffloadingLayer(1000, kLayers), kLayers);
}

TEST(OffloadingTest, MessagesAreTheGuides) {
  EXPECT_EQ(MessageOf(SplitReason::kNormal), "Normal offloading");
  EXPECT_EQ(MessageOf(SplitReason::kLocalInference), "Local inference mode");
  for (const SplitReason reason : {SplitReason::kNormal, SplitReason::kLocalInference, SplitReason::kMeasurement}) {
    EXPECT_EQ(ReasonOf(MessageOf(reason)), reason);
  }
  EXPECT_EQ(ReasonOf("anything else"), SplitReason::kNormal);
}

}  // namespace
}  // namespace sciot::protocol
