#include "base/backoff.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace sciot {
namespace {

using std::chrono::seconds;

void ExpectPause(Duration pause, Duration least) {
  EXPECT_GE(pause, least);
  EXPECT_LT(pause, least + least / 4);
}

TEST(BackoffTest, EachPauseIsTwiceTheOneBeforeUpToTheLongest) {
  Backoff backoff(seconds(1), seconds(6), 1);
  for (const int expected : {1, 2, 4, 6, 6, 6}) ExpectPause(backoff.Next(), seconds(expected));
}

TEST(BackoffTest, StartsAgainAfterASuccess) {
  Backoff backoff(seconds(1), seconds(60), 1);
  for (int i = 0; i < 4; ++i) backoff.Next();
  backoff.Reset();
  ExpectPause(backoff.Next(), seconds(1));
  ExpectPause(backoff.Next(), seconds(2));
}

TEST(BackoffTest, ALongestBelowTheFirstCountsAsTheFirst) {
  Backoff backoff(seconds(3), seconds(1), 1);
  for (int i = 0; i < 3; ++i) ExpectPause(backoff.Next(), seconds(3));
}

TEST(BackoffTest, LongPausesDoNotOverflow) {
  Backoff backoff(std::chrono::hours(24), Duration::max(), 1);
  Duration last{};
  for (int i = 0; i < 100; ++i) {
    const Duration pause = backoff.Next();
    EXPECT_GT(pause, Duration::zero());
    last = pause;
  }
  EXPECT_GE(last, Duration::max() / 2);
}

TEST(BackoffTest, SeedsDecideTheJitter) {
  std::set<Duration> pauses;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    pauses.insert(Backoff(seconds(1), seconds(1), seed).Next());
    EXPECT_EQ(Backoff(seconds(1), seconds(1), seed).Next(), Backoff(seconds(1), seconds(1), seed).Next());
  }
  EXPECT_GT(pauses.size(), 90U);
}

}  // namespace
}  // namespace sciot
