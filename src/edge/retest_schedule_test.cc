#include "edge/retest_schedule.h"

#include <gtest/gtest.h>

#include <vector>

namespace sciot::edge {
namespace {

TEST(RetestScheduleTest, GapsDoubleUpToTheMost) {
  RetestSchedule schedule;
  std::vector<int> due;
  for (int inference = 1; inference <= 40; ++inference) {
    if (schedule.IsDue(true, {.first_gap = 2, .most_gap = 10})) due.push_back(inference);
  }
  EXPECT_EQ(due, (std::vector<int>{2, 6, 14, 24, 34}));
}

TEST(RetestScheduleTest, AStableTimeStartsAgain) {
  RetestSchedule schedule;
  for (int i = 0; i < 40; ++i) schedule.IsDue(true, {});
  EXPECT_FALSE(schedule.IsDue(false, {}));
  int waited = 1;
  while (!schedule.IsDue(true, {})) ++waited;
  EXPECT_LE(waited, 2);
}

TEST(RetestScheduleTest, NothingIsMeasuredWithoutNeed) {
  RetestSchedule schedule;
  for (int i = 0; i < 1000; ++i) ASSERT_FALSE(schedule.IsDue(false, {}));
}

}  // namespace
}  // namespace sciot::edge
