#include "base/random.h"

#include <gtest/gtest.h>

namespace sciot {
namespace {

TEST(RandomTest, ASeedGivesTheSameNumbersEverywhere) {
  Random random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317U);  // the reference implementation's
  EXPECT_EQ(random.Next(), 3203168211198807973U);
}

TEST(RandomTest, UniformNumbersFillTheInterval) {
  Random random(7);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double number = random.Uniform();
    ASSERT_TRUE(number >= 0 && number < 1);
    sum += number;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

TEST(RandomTest, ChancesComeAsOftenAsTheyShould) {
  Random random(7);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(random.Chance(0));
    EXPECT_TRUE(random.Chance(1));
    hits += random.Chance(0.1) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 1000, 100);
}

}  // namespace
}  // namespace sciot
