#include "transport/link/trace.h"

#include <gmock/gmock.h>

namespace sciot::transport::link {
namespace {

using ::testing::HasSubstr;

constexpr size_t kMany = 100;

std::string Fault(std::string_view text, size_t most_points = kMany) {
  const auto points = ParseTrace(text, most_points);
  return points.ok() ? "accepted" : points.error().message;
}

TEST(TraceTest, ReadsPointsBelowAHeading) {
  const auto points = ParseTrace("s,down,up,ms\n# a comment\n0,55,19,2.5\r\n\n 1.5 , 0 , 0 , 10\n", kMany);
  ASSERT_TRUE(points.ok()) << points.error().message;
  ASSERT_EQ(points.value().size(), 2U);
  EXPECT_EQ(points.value()[0].uplink_mbit, 19);
  EXPECT_EQ(points.value()[1].seconds, 1.5);
  EXPECT_EQ(points.value()[1].one_way_ms, 10);
}

TEST(TraceTest, NamesWhatIsWrongAndItsLine) {
  EXPECT_THAT(Fault(""), HasSubstr("no points"));
  EXPECT_THAT(Fault("s,down,up,ms\n"), HasSubstr("no points"));
  EXPECT_THAT(Fault("0,1,1"), HasSubstr("line 1: has no one_way_ms"));
  EXPECT_THAT(Fault("0,1,1,1,1"), HasSubstr("line 1: has more than four columns"));
  EXPECT_THAT(Fault("0,1,1,1\n1,fast,1,1"), HasSubstr("line 2: down_mbit is 'fast'"));
  EXPECT_THAT(Fault("0,1,-1,1"), HasSubstr("line 1: up_mbit is '-1'"));
  EXPECT_THAT(Fault("0,1,1,nan"), HasSubstr("line 1: one_way_ms is 'nan'"));
  EXPECT_THAT(Fault("1,1,1,1\n0,1,1,1"), HasSubstr("line 2: goes back in time"));
  EXPECT_THAT(Fault("0,1,1,1\n1,1,1,1", 1), HasSubstr("more than 1 points"));
}

TEST(TraceTest, NoBandwidthIsABlackout) {
  const LinkConditions base{.loss = 0.5};
  const LinkConditions up = ConditionsAt({0, 8, 4, 3}, base);
  EXPECT_EQ(up.downlink_bytes_per_second, 1e6);
  EXPECT_EQ(up.uplink_bytes_per_second, 5e5);
  EXPECT_EQ(up.one_way_delay, std::chrono::milliseconds(3));
  EXPECT_EQ(up.loss, 0.5);
  EXPECT_EQ(up.state, LinkState::kUp);
  EXPECT_EQ(ConditionsAt({0, 8, 0, 3}, base).state, LinkState::kBlackout);
}

}  // namespace
}  // namespace sciot::transport::link
