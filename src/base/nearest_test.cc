#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace sciot {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"color", "scale", "resize", "threshold"};

TEST(NearestNameTest, FindsTheNameMeant) {
  EXPECT_EQ(NearestName("colour", kNames), "color");
  EXPECT_EQ(NearestName("treshhold", kNames), "threshold");
  EXPECT_EQ(NearestName("RESIZE", kNames), "resize");
  EXPECT_EQ(NearestName("sale", kNames), "scale");
}

TEST(NearestNameTest, ReplacingInsertingAndDeletingCostTheSame) {
  constexpr std::array<std::string_view, 3> kThree = {"abcdxy", "abcx", "abd"};
  EXPECT_EQ(NearestName("abcd", kThree), "abcx");
}

TEST(NearestNameTest, TheFirstOfSeveralWins) {
  constexpr std::array<std::string_view, 2> kPair = {"ab", "ac"};
  EXPECT_EQ(NearestName("ad", kPair), "ab");
}

TEST(NearestNameTest, EmptyAndHugeNamesAreFine) {
  EXPECT_EQ(NearestName("x", {}), "");
  EXPECT_EQ(NearestName("", kNames), "color");
  EXPECT_EQ(NearestName(std::string(1'000'000, 'x'), kNames), "color");
}

}  // namespace
}  // namespace sciot
