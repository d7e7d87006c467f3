#include "sciot/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace sciot {
namespace {

Result<int> Half(int value) {
  if (value % 2 != 0) return Error{ErrorCode::kInvalidArgument, std::to_string(value) + " is odd"};
  return value / 2;
}

Result<int> Quarter(int value) {
  SCIOT_ASSIGN(const int half, Half(value));
  return Half(half);
}

Status CheckEven(int value) {
  SCIOT_TRY(Half(value));
  return {};
}

TEST(ResultTest, ValuesPassThrough) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_TRUE(CheckEven(2).ok());
}

TEST(ResultTest, ErrorsStopAtTheFirst) {
  EXPECT_EQ(Quarter(6).error().message, "3 is odd");
  EXPECT_EQ(CheckEven(7).error().message, "7 is odd");
}

TEST(ResultTest, HoldsMoveOnlyValues) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  EXPECT_EQ(*std::move(result).value(), 3);
}

TEST(ResultTest, ContextComesFirst) {
  EXPECT_EQ(WithContext(Half(1).error(), "layer 4").message, "layer 4: 1 is odd");
}

}  // namespace
}  // namespace sciot
