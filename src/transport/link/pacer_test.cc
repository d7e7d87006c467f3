#include "transport/link/pacer.h"

#include <gtest/gtest.h>

namespace sciot::transport::link {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr TimePoint kStart{std::chrono::seconds(100)};

TEST(PacerTest, UnlimitedBytesLeaveAtOnce) {
  Pacer pacer;
  EXPECT_EQ(pacer.Send(1000000, kStart, Arrival::kFresh), kStart);
}

TEST(PacerTest, BytesLeaveOneAfterAnother) {
  Pacer pacer;
  pacer.SetRate(1e6);
  EXPECT_EQ(pacer.Send(1000, kStart, Arrival::kFresh), kStart + milliseconds(1));
  EXPECT_EQ(pacer.Send(500, kStart, Arrival::kFresh), kStart + microseconds(1500));
}

TEST(PacerTest, AnIdleLinkSavesNothingUp) {
  Pacer pacer;
  pacer.SetRate(1e6);
  (void)pacer.Send(1000, kStart, Arrival::kFresh);
  const TimePoint later = kStart + milliseconds(30);
  EXPECT_EQ(pacer.Send(1000, later, Arrival::kFresh), later + milliseconds(1));
}

TEST(PacerTest, ALateWakeUpIsMadeUpFor) {
  Pacer pacer;
  pacer.SetRate(1e6);
  (void)pacer.Send(1000, kStart, Arrival::kFresh);
  EXPECT_EQ(pacer.Send(1000, kStart + milliseconds(5), Arrival::kWaiting), kStart + milliseconds(2));
}

TEST(PacerTest, AVeryLateWakeUpMakesNoBurst) {
  Pacer pacer;
  pacer.SetRate(1e6);
  (void)pacer.Send(1000, kStart, Arrival::kFresh);
  const TimePoint later = kStart + std::chrono::seconds(9);
  EXPECT_EQ(pacer.Send(1000, later, Arrival::kWaiting), later - milliseconds(49));
}

TEST(PacerTest, ANewRateHoldsForTheNextBytes) {
  Pacer pacer;
  pacer.SetRate(1e6);
  (void)pacer.Send(1000, kStart, Arrival::kFresh);
  pacer.SetRate(1e5);
  EXPECT_EQ(pacer.Send(1000, kStart, Arrival::kWaiting), kStart + milliseconds(11));
}

TEST(PacerTest, ChunksTakeTwoMilliseconds) {
  Pacer pacer;
  pacer.SetRate(1e6);
  EXPECT_EQ(pacer.ChunkBytes(), 2000U);
  pacer.SetRate(10);
  EXPECT_EQ(pacer.ChunkBytes(), 128U);
  pacer.SetRate(0);
  EXPECT_EQ(pacer.ChunkBytes(), 16384U);
}

}  // namespace
}  // namespace sciot::transport::link
