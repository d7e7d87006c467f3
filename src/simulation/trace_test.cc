#include "simulation/trace.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sciot::simulation {
namespace {

TEST(TraceTest, IsOneWhereNothingElseIsSaid) {
  EXPECT_EQ(Trace().At(0), 1);
  EXPECT_EQ(Trace().At(1e6), 1);
  EXPECT_TRUE(std::isinf(Trace().NextJump(0)));
}

TEST(TraceTest, StepsAndStays) {
  const Trace trace = Trace::Step(10, 0.5);
  EXPECT_EQ(trace.At(9.99), 1);
  EXPECT_EQ(trace.At(10), 0.5);
  EXPECT_EQ(trace.At(1000), 0.5);
  EXPECT_EQ(trace.NextJump(3), 10);
}

TEST(TraceTest, RampsInEqualRatios) {
  const Trace trace = Trace::Ramp(10, 30, 4);
  EXPECT_EQ(trace.At(5), 1);
  EXPECT_DOUBLE_EQ(trace.At(20), 2);
  EXPECT_DOUBLE_EQ(trace.At(30), 4);
  EXPECT_DOUBLE_EQ(trace.At(99), 4);
}

TEST(TraceTest, OscillatesBetweenTwoValues) {
  const Trace trace = Trace::Oscillation(10, 3, 100);
  for (double t : {0.0, 4.0, 10.0, 52.0}) EXPECT_EQ(trace.At(t), 1) << t;
  for (double t : {5.0, 9.0, 96.0}) EXPECT_EQ(trace.At(t), 3) << t;
}

TEST(TraceTest, WavesComeBack) {
  const Trace trace = Trace::Wave(20, 4, 100);
  EXPECT_DOUBLE_EQ(trace.At(10), 4);
  EXPECT_DOUBLE_EQ(trace.At(15), 2);
  EXPECT_DOUBLE_EQ(trace.At(20), 1);
}

TEST(TraceTest, IntervalsAreExceptions) {
  const Trace trace = Trace::Intervals({{5, 6}, {8, 9}}, 0);
  EXPECT_EQ(trace.At(5.5), 0);
  EXPECT_EQ(trace.At(7), 1);
  EXPECT_EQ(trace.At(8), 0);
  EXPECT_EQ(trace.At(9), 1);
  EXPECT_EQ(trace.NextJump(5), 6);
}

}  // namespace
}  // namespace sciot::simulation
