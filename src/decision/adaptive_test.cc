#include "decision/adaptive.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace sciot::decision {
namespace {

using std::chrono::milliseconds;

// Three layers on a device ten times slower than the edge.
class AdaptiveTest : public testing::Test {
 protected:
  size_t Next() {
    std::array<double, 4> totals{};
    std::array<double, 4> scores{};
    const size_t split = Decide(adaptive_, situation_, totals, scores, state_);
    situation_.previous_split = split;
    situation_.uncertainty.device_age = split == 0 ? situation_.uncertainty.device_age + 1 : 0;
    ++situation_.decisions;
    return split;
  }

  std::array<double, 3> device_ = {0.010, 0.030, 0.030};
  std::array<double, 3> edge_ = {0.001, 0.003, 0.003};
  std::array<uint64_t, 4> cut_ = {30'000, 20'000, 20'000, 0};
  std::array<uint64_t, 4> reply_ = {100, 100, 100, 0};
  Situation situation_{{device_, edge_, cut_, reply_}, {milliseconds(5), 1e6, 1e6}};
  State state_;
  const Adaptive adaptive_{AdaptiveOptions{}};
};

TEST_F(AdaptiveTest, StartsWithTheBest) {
  EXPECT_EQ(Next(), 1U);
}

TEST_F(AdaptiveTest, AClearGainIsTakenAtOnce) {
  ASSERT_EQ(Next(), 1U);
  situation_.link = {milliseconds(5), 1e5, 1e5};
  EXPECT_EQ(Next(), 3U);
}

TEST_F(AdaptiveTest, ASmallGainIsTakenWhenItHasAddedUp) {
  ASSERT_EQ(Next(), 1U);
  situation_.link = {milliseconds(5), 1.08e6, 1.08e6};
  cut_[0] = 28'000;
  size_t waited = 1;
  while (Next() == 1 && waited < 50) ++waited;
  EXPECT_GT(waited, 1U);
  EXPECT_LT(waited, 50U);
}

TEST_F(AdaptiveTest, NoiseDoesNotMoveIt) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> factor(0.85, 1.15);
  ASSERT_EQ(Next(), 1U);
  for (int i = 0; i < 500; ++i) {
    situation_.link.uplink_bytes_per_second = 1e6 * factor(random);
    EXPECT_EQ(Next(), 1U) << i;
  }
}

class HiddenDeviceTest : public AdaptiveTest {
 protected:
  void SetUp() override {
    cut_[0] = 5'000;
    ASSERT_EQ(Next(), 0U);
  }
};

TEST_F(HiddenDeviceTest, LooksNowAndThenAndComesBack) {
  int looks = 0;
  for (int i = 0; i < 1000; ++i) {
    if (Next() == 0) continue;
    ++looks;
    EXPECT_EQ(Next(), 0U);
  }
  EXPECT_GE(looks, 2);
  EXPECT_LE(looks, 20);
}

TEST_F(HiddenDeviceTest, DoesNotLookWhereNoDeviceWouldBeFastEnough) {
  for (double& seconds : device_) seconds *= 1000;
  situation_.decisions = 0;
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(Next(), 0U) << i;
}

TEST_F(HiddenDeviceTest, StaysWithADeviceFoundFast) {
  for (int i = 0; i < 1000 && situation_.previous_split == 0; ++i) Next();
  ASSERT_NE(situation_.previous_split, 0U);
  for (double& seconds : device_) seconds /= 10;
  for (int i = 0; i < 10; ++i) Next();
  EXPECT_EQ(situation_.previous_split, 3U);
}

TEST_F(AdaptiveTest, ADeviceThatIsLostAgainAndAgainStaysAloneForAWhile) {
  situation_.link = {milliseconds(5), 6e5, 6e5};
  size_t split = Next();
  ASSERT_EQ(split, 1U);
  for (int i = 0; i < 4; ++i) {
    const std::array<LastInference, 1> lost = {
        {{.split = 1, .seconds = 0.2, .network_seconds = 0.2, .was_lost = true}}};
    situation_.last = lost;
    split = Next();
    situation_.last = {};
  }
  EXPECT_EQ(split, 3U);
  const std::array<LastInference, 1> local = {{{.split = 3, .seconds = 0.07}}};
  situation_.last = local;
  int alone = 0;
  while (Next() == 3 && alone < 10'000) ++alone;
  EXPECT_GT(alone, 20);
  EXPECT_LT(alone, 10'000);
}

TEST_F(AdaptiveTest, TheSameStateGivesTheSameChoice) {
  for (int i = 0; i < 300; ++i) {
    State copy = state_;
    std::array<double, 4> totals{};
    std::array<double, 4> scores{};
    const size_t again = Decide(adaptive_, situation_, totals, scores, copy);
    EXPECT_EQ(Next(), again);
  }
}

TEST_F(AdaptiveTest, KeepsToTheLimits) {
  situation_.limits.min_device_layers = 2;
  for (int i = 0; i < 300; ++i) ASSERT_GE(Next(), 2U);
}

}  // namespace
}  // namespace sciot::decision
