#include "transport/link/link.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sciot::transport::link {
namespace {

using std::chrono::milliseconds;

constexpr int kDraws = 1000;

class LinkTest : public testing::Test {
 protected:
  // The least and the greatest of many.
  std::pair<Duration, Duration> DrawMany(size_t size_bytes) {
    std::pair<Duration, Duration> range{Duration::max(), Duration::min()};
    for (int i = 0; i < kDraws; ++i) {
      const Duration delay = link_.DrawDelay(size_bytes);
      range = {std::min(range.first, delay), std::max(range.second, delay)};
    }
    return range;
  }

  boost::asio::io_context io_;
  Link link_{io_, 1};
};

TEST_F(LinkTest, WithoutJitterTheDelayIsTheSameForAll) {
  link_.Set({.one_way_delay = milliseconds(10)});
  const auto [least, greatest] = DrawMany(1000);
  EXPECT_EQ(least, milliseconds(10));
  EXPECT_EQ(greatest, milliseconds(10));
}

TEST_F(LinkTest, JitterStaysWithinItsBoundsAndFillsThem) {
  link_.Set({.one_way_delay = milliseconds(10), .jitter = milliseconds(8)});
  const auto [least, greatest] = DrawMany(1000);
  EXPECT_GE(least, milliseconds(2));
  EXPECT_LT(least, milliseconds(3));
  EXPECT_LE(greatest, milliseconds(18));
  EXPECT_GT(greatest, milliseconds(17));
}

TEST_F(LinkTest, JitterBeyondTheDelayMakesNothingArriveBeforeItIsSent) {
  link_.Set({.one_way_delay = milliseconds(1), .jitter = milliseconds(8)});
  EXPECT_EQ(DrawMany(1000).first, Duration::zero());
}

TEST_F(LinkTest, MorePacketsAreLostMoreOften) {
  link_.Set({.loss = 0.01, .stall = milliseconds(5)});
  EXPECT_EQ(DrawMany(0).second, Duration::zero());
  EXPECT_EQ(DrawMany(1000).first, Duration::zero());
  EXPECT_GE(DrawMany(1000).second, milliseconds(5));
  EXPECT_GE(DrawMany(10'000'000).first, milliseconds(5));
}

}  // namespace
}  // namespace sciot::transport::link
