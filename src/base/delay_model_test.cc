#include "base/delay_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sciot {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr size_t kDraws = 20'000;

DelayOptions Enabled(DelayKind type) {
  DelayOptions options;
  options.enabled = true;
  options.type = type;
  return options;
}

std::vector<double> DrawMicroseconds(const DelayOptions& options, size_t count = kDraws) {
  DelayModel model(options);
  std::vector<double> drawn;
  for (size_t i = 0; i < count; ++i) drawn.push_back(std::chrono::duration<double, std::micro>(model.Next()).count());
  return drawn;
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double Deviation(const std::vector<double>& values) {
  const double mean = Mean(values);
  double sum = 0;
  for (double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

TEST(DelayModelTest, ThereIsNoneUnlessEnabled) {
  DelayModel model(DelayOptions{});
  EXPECT_EQ(model.Next(), Duration::zero());
}

TEST(DelayModelTest, StaticIsAlwaysTheMean) {
  DelayModel model(Enabled(DelayKind::kStatic));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(model.Next(), milliseconds(2));
}

TEST(DelayModelTest, GaussianHasMeanAndDeviation) {
  const std::vector<double> drawn = DrawMicroseconds(Enabled(DelayKind::kGaussian));
  EXPECT_NEAR(Mean(drawn), 2000, 20);
  EXPECT_NEAR(Deviation(drawn), 500, 15);
}

TEST(DelayModelTest, UniformIsEvenBetweenItsEnds) {
  const std::vector<double> drawn = DrawMicroseconds(Enabled(DelayKind::kUniform));
  EXPECT_NEAR(Mean(drawn), 2000, 20);
  EXPECT_NEAR(Deviation(drawn), 2000 / std::sqrt(12), 15);
  for (double value : drawn) {
    EXPECT_GE(value, 1000);
    EXPECT_LE(value, 3000);
  }
}

TEST(DelayModelTest, ExponentialDeviatesByItsMean) {
  const std::vector<double> drawn = DrawMicroseconds(Enabled(DelayKind::kExponential));
  EXPECT_NEAR(Mean(drawn), 2000, 60);
  EXPECT_NEAR(Deviation(drawn), 2000, 120);
}

TEST(DelayModelTest, NoDelayIsNegativeOrEndless) {
  DelayOptions options = Enabled(DelayKind::kGaussian);
  options.mean = microseconds(1);
  options.std_dev = kMaxDelay;
  DelayModel model(options);
  for (size_t i = 0; i < kDraws; ++i) {
    const Duration delay = model.Next();
    EXPECT_GE(delay, Duration::zero());
    EXPECT_LE(delay, kMaxDelay);
  }
}

TEST(DelayModelTest, TheSeedDecides) {
  DelayOptions options = Enabled(DelayKind::kGaussian);
  const std::vector<double> first = DrawMicroseconds(options, 100);
  EXPECT_EQ(DrawMicroseconds(options, 100), first);
  options.seed = 2;
  EXPECT_NE(DrawMicroseconds(options, 100), first);
}

TEST(DelayModelTest, StreamsOfOneSeedDiffer) {
  const DelayOptions options = Enabled(DelayKind::kUniform);
  DelayModel first(options, 0);
  DelayModel second(options, 1);
  EXPECT_NE(first.Next(), second.Next());
}

TEST(DelayModelTest, KindsHaveNames) {
  EXPECT_EQ(DelayKindOf("static"), DelayKind::kStatic);
  EXPECT_EQ(DelayKindOf("gaussian"), DelayKind::kGaussian);
  EXPECT_EQ(DelayKindOf("uniform"), DelayKind::kUniform);
  EXPECT_EQ(DelayKindOf("exponential"), DelayKind::kExponential);
  EXPECT_EQ(DelayKindOf("poisson"), std::nullopt);
}

void ExpectRefused(const DelayOptions& options, const std::string& says) {
  const Status status = CheckDelay(options, "delay_simulation.network");
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find(says), std::string::npos) << status.error().message;
}

TEST(DelayModelTest, WhatCannotBeIsRefused) {
  EXPECT_TRUE(CheckDelay(DelayOptions{}, "x").ok());
  DelayOptions options;
  options.mean = -milliseconds(1);
  ExpectRefused(options, "delay_simulation.network.mean is -0.001000 s");
  options = {};
  options.std_dev = minutes(2);
  ExpectRefused(options, "std_dev is 120.0");
  options = {};
  options.min = milliseconds(4);
  ExpectRefused(options, "min is 0.004000 s, above its max");
}

}  // namespace
}  // namespace sciot
