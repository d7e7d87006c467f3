#include "profile/link_estimator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace sciot::profile {
namespace {

using std::chrono::milliseconds;
using Seconds = std::chrono::duration<double>;

constexpr int kSeeds = 200;

// A simulated network: exchanges of the sizes of a list in turn, each duration off by up to `noise` of
// itself.
struct Network {
  LinkLine truth;
  std::vector<uint64_t> sizes;
  double noise = 0;
  std::mt19937 random{1};
  size_t next = 0;

  LinkSample Exchange() {
    const uint64_t bytes = sizes[next++ % sizes.size()];
    std::uniform_real_distribution<double> factor(1 - noise, 1 + noise);
    const Seconds duration(truth.Predict(static_cast<double>(bytes)) * factor(random));
    return {std::chrono::duration_cast<Duration>(duration), bytes - bytes / 10, bytes / 10};
  }
};

void Feed(LinkEstimator& estimator, Network& network, int samples) {
  for (int i = 0; i < samples; ++i) ASSERT_TRUE(estimator.Update(network.Exchange()).ok());
}

// How far each part of the estimate is from the truth, as a share of the truth.
double RttError(const LinkEstimator& estimator, const LinkLine& truth) {
  return std::abs(Seconds(estimator.Estimate().rtt).count() / truth.rtt_seconds - 1);
}
double BandwidthError(const LinkEstimator& estimator, const LinkLine& truth) {
  return std::abs(estimator.Estimate().bytes_per_second * truth.seconds_per_byte - 1);
}

// Share of the seeds whose estimate has an error of at most 25 % after `samples` exchanges that follow a
// step.
template <typename ErrorOf>
double ShareFollowing(const LinkLine& before, const LinkLine& after, const std::vector<uint64_t>& sizes, int samples,
                      ErrorOf error_of) {
  int good = 0;
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    LinkEstimator estimator({});
    Network network{before, sizes, 0.1, std::mt19937(seed)};
    Feed(estimator, network, 30);
    network.truth = after;
    Feed(estimator, network, samples);
    good += error_of(estimator, after) <= 0.25 ? 1 : 0;
  }
  return good / static_cast<double>(kSeeds);
}

TEST(LinkEstimatorTest, DefaultsUntilMeasured) {
  const LinkEstimator estimator({});
  EXPECT_EQ(estimator.Estimate().rtt, milliseconds(50));
  EXPECT_DOUBLE_EQ(estimator.Estimate().bytes_per_second, 1e6);
  EXPECT_FALSE(estimator.rtt_measured());
  EXPECT_FALSE(estimator.bandwidth_measured());
}

TEST(LinkEstimatorTest, SmallExchangesTeachTheRoundTripAlone) {
  LinkEstimator estimator({});
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(estimator.Update({milliseconds(7), 500, 100}).ok());
  EXPECT_NEAR(Seconds(estimator.Estimate().rtt).count(), 0.007, 1e-6);
  EXPECT_DOUBLE_EQ(estimator.Estimate().bytes_per_second, 1e6);
  EXPECT_TRUE(estimator.rtt_measured());
  EXPECT_FALSE(estimator.bandwidth_measured());
}

TEST(LinkEstimatorTest, TheFirstLargeExchangeTeachesTheBandwidth) {
  LinkEstimator estimator({});
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(estimator.Update({milliseconds(20), 0, 0}).ok());
  ASSERT_TRUE(estimator.Update({milliseconds(30), 90'000, 10'000}).ok());
  EXPECT_NEAR(estimator.Estimate().bytes_per_second, 1e7, 1e5);
  EXPECT_NEAR(Seconds(estimator.Estimate().rtt).count(), 0.020, 1e-4);
}

TEST(LinkEstimatorTest, WithoutNoiseBothNumbersAreFound) {
  for (const LinkLine& truth : {LinkLine{0.002, 1e-8}, {0.2, 1e-5}, {0.03, 1e-6}}) {
    LinkEstimator estimator({});
    Network network{truth, {600, 50'000, 200'000}};
    Feed(estimator, network, 12);
    EXPECT_LT(RttError(estimator, truth), 0.1) << truth.rtt_seconds;
    EXPECT_LT(BandwidthError(estimator, truth), 0.1) << truth.seconds_per_byte;
  }
}

TEST(LinkEstimatorTest, OneSizeAloneIsStillPredicted) {
  const LinkLine truth{0.004, 2e-7};
  LinkEstimator estimator({});
  Network network{truth, {30'000}};
  Feed(estimator, network, 10);
  const LinkEstimate estimate = estimator.Estimate();
  EXPECT_NEAR(Seconds(estimate.rtt).count() + 30'000 / estimate.bytes_per_second, truth.Predict(30'000), 1e-4);
}

TEST(LinkEstimatorTest, CalmOnASteadyNoisyLink) {
  const LinkLine truth{0.020, 1e-6};
  for (const std::vector<uint64_t>& sizes :
       {std::vector<uint64_t>{800, 100'000}, {100'000}, {20'000, 60'000, 40'000}}) {
    double worst = 0;
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      LinkEstimator estimator({});
      Network network{truth, sizes, 0.2, std::mt19937(seed)};
      Feed(estimator, network, 20);
      for (int i = 0; i < 50; ++i) {
        Feed(estimator, network, 1);
        const LinkEstimate now = estimator.Estimate();
        for (uint64_t bytes : sizes) {
          const double seconds = Seconds(now.rtt).count() + static_cast<double>(bytes) / now.bytes_per_second;
          worst = std::max(worst, std::abs(seconds / truth.Predict(static_cast<double>(bytes)) - 1));
        }
      }
    }
    EXPECT_LT(worst, 0.3) << sizes.size() << " sizes";
  }
}

TEST(LinkEstimatorTest, ASingleHiccupIsForgotten) {
  const LinkLine truth{0.010, 1e-6};
  LinkEstimator estimator({});
  Network network{truth, {500, 50'000}};
  Feed(estimator, network, 20);
  ASSERT_TRUE(estimator.Update({milliseconds(900), 45'000, 5'000}).ok());
  Feed(estimator, network, 20);
  EXPECT_LT(RttError(estimator, truth), 0.25);
  EXPECT_LT(BandwidthError(estimator, truth), 0.25);
}

struct Step {
  std::string name;
  LinkLine before;
  LinkLine after;
};

class LinkStepTest : public testing::TestWithParam<Step> {};

const LinkLine kSlow{0.010, 1e-5};
const LinkLine kFast{0.010, 1e-6};
const LinkLine kNear{0.010, 1e-6};
const LinkLine kFar{0.100, 1e-6};

// The bandwidth shows in exchanges whose transfer outweighs the round trip, the delay in those where it does
// not.
TEST_P(LinkStepTest, OnlyLargeExchangesFollowWithinThree) {
  const Step& step = GetParam();
  if (step.before.rtt_seconds == step.after.rtt_seconds) {
    EXPECT_GE(ShareFollowing(step.before, step.after, {200'000, 800'000, 400'000}, 3, BandwidthError), 0.95);
  } else {
    EXPECT_GE(ShareFollowing(step.before, step.after, {5'000, 100'000, 20'000}, 3, RttError), 0.95);
  }
}

TEST_P(LinkStepTest, OneSizeOfLargeExchangesPredictsWithinThree) {
  const Step& step = GetParam();
  const auto error_of = [](const LinkEstimator& estimator, const LinkLine& truth) {
    const LinkEstimate now = estimator.Estimate();
    return std::abs((Seconds(now.rtt).count() + 50'000 / now.bytes_per_second) / truth.Predict(50'000) - 1);
  };
  EXPECT_GE(ShareFollowing(step.before, step.after, {50'000}, 3, error_of), 0.99);
}

// Six exchanges hold three of each kind.
TEST_P(LinkStepTest, MixedExchangesFollowWithinThreeOfAKind) {
  const Step& step = GetParam();
  EXPECT_GE(ShareFollowing(step.before, step.after, {600, 300'000}, 6, BandwidthError), 0.95);
  EXPECT_GE(ShareFollowing(step.before, step.after, {600, 300'000}, 6, RttError), 0.95);
}

INSTANTIATE_TEST_SUITE_P(TenTimes, LinkStepTest,
                         testing::Values(Step{"Slower", kFast, kSlow}, Step{"Faster", kSlow, kFast},
                                         Step{"Farther", kNear, kFar}, Step{"Nearer", kFar, kNear}),
                         [](const auto& tested) { return tested.param.name; });

TEST(LinkEstimatorTest, LargeExchangesFasterThanTheRoundTripLowerIt) {
  LinkEstimator estimator({});
  Network network{{0.100, 1e-7}, {500, 20'000}};
  Feed(estimator, network, 10);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(estimator.Update({milliseconds(12), 20'000, 0}).ok());
  EXPECT_LT(estimator.Estimate().rtt, milliseconds(13));
  EXPECT_GT(estimator.Estimate().bytes_per_second, 0);
}

TEST(LinkEstimatorTest, SplittingOnAndOnKeepsTheRoundTripFresh) {
  LinkEstimator estimator({});
  Network network{{0.020, 1e-6}, {20'000, 60'000, 120'000}, 0.1};
  Feed(estimator, network, 20);
  for (int i = 0; i < 60; ++i) {
    network.truth.rtt_seconds += 0.001;
    Feed(estimator, network, 1);
  }
  Feed(estimator, network, 20);
  EXPECT_LT(RttError(estimator, network.truth), 0.3);
}

std::vector<LinkSample> ProbeOf(const LinkLine& truth) {
  Network network{truth, {500, 16'000}};
  return {network.Exchange(), network.Exchange()};
}

TEST(LinkEstimatorTest, OneProbeShowsAnotherLink) {
  for (const LinkLine& after : {LinkLine{0.1, 1e-6}, {0.01, 1e-5}, {0.001, 1e-7}}) {
    LinkEstimator estimator({});
    Network network{{0.01, 1e-6}, {500, 50'000}};
    Feed(estimator, network, 20);
    ASSERT_TRUE(estimator.UpdateByProbe(ProbeOf(after)).ok());
    EXPECT_LT(RttError(estimator, after), 0.01);
    EXPECT_LT(BandwidthError(estimator, after), 0.01);
  }
}

TEST(LinkEstimatorTest, ProbesOfASteadyLinkAreAveraged) {
  LinkEstimator estimator({});
  const LinkLine before{0.01, 1e-6};
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(estimator.UpdateByProbe(ProbeOf(before)).ok());
  ASSERT_TRUE(estimator.UpdateByProbe(ProbeOf({0.012, 1.2e-6})).ok());
  EXPECT_GT(estimator.Estimate().rtt, milliseconds(10));
  EXPECT_LT(estimator.Estimate().rtt, milliseconds(12));
}

TEST(LinkEstimatorTest, AnAbsurdProbeTeachesNothing) {
  LinkEstimator estimator({});
  std::vector<LinkSample> probe = ProbeOf({0.01, 1e-6});
  probe.back().network_duration = Duration(0);
  EXPECT_FALSE(estimator.UpdateByProbe(probe).ok());
  EXPECT_FALSE(estimator.rtt_measured());
}

TEST(LinkEstimatorTest, SpreadIsTheNoise) {
  LinkEstimator estimator({});
  Network calm{{0.01, 1e-6}, {50'000}};
  Feed(estimator, calm, 30);
  EXPECT_LT(estimator.spread(), 0.01);
  Network noisy{{0.01, 1e-6}, {50'000}, 0.3};
  Feed(estimator, noisy, 100);
  EXPECT_GT(estimator.spread(), 0.08);
  EXPECT_LT(estimator.spread(), 0.4);
}

TEST(LinkEstimatorTest, AbsurdDurationsAreRefusedAndTeachNothing) {
  LinkEstimator estimator({});
  ASSERT_TRUE(estimator.Update({milliseconds(10), 100, 100}).ok());
  for (Duration bad :
       {Duration(0), Duration(-5), kMaxNetworkDuration + Duration(1), Duration::max(), Duration::min()}) {
    const Status status = estimator.Update({bad, 100, 100});
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(status.error().message.find(std::to_string(bad.count())), std::string::npos);
  }
  EXPECT_EQ(estimator.Estimate().rtt, milliseconds(10));
}

TEST(LinkEstimatorTest, AnyMixOfSamplesLeavesUsableNumbers) {
  std::mt19937_64 random(7);
  LinkEstimator estimator({});
  for (int i = 0; i < 20'000; ++i) {
    const auto duration = Duration(1 + static_cast<int64_t>(random() % (1ULL << (random() % 41))));
    ASSERT_TRUE(estimator.Update({duration, random() >> (random() % 64), random() >> (random() % 64)}).ok());
    const LinkEstimate now = estimator.Estimate();
    ASSERT_TRUE(std::isfinite(now.bytes_per_second) && now.bytes_per_second > 0) << i;
    ASSERT_TRUE(now.rtt >= Duration::zero() && now.rtt <= kMaxNetworkDuration) << i;
  }
}

}  // namespace
}  // namespace sciot::profile
