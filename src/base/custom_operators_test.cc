#include <gmock/gmock.h>

#include "sciot/custom_operator.h"

namespace sciot {
namespace {

class Named final : public CustomOperator {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  Result<CustomPlan> Check(const CustomNode&) const override { return CustomPlan{}; }
  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode&) const override { return Error{}; }

 private:
  std::string name_;
};

TEST(CustomOperatorsTest, AreFoundByName) {
  CustomOperators operators;
  const auto second = std::make_shared<Named>("Second");
  ASSERT_TRUE(operators.Add(second).ok());
  ASSERT_TRUE(operators.Add(std::make_shared<Named>("First")).ok());
  EXPECT_EQ(operators.Find("Second"), second);
  EXPECT_EQ(operators.Find("second"), nullptr);
  EXPECT_THAT(operators.Names(), ::testing::ElementsAre("First", "Second"));
}

TEST(CustomOperatorsTest, ANameIsTakenOnce) {
  CustomOperators operators;
  ASSERT_TRUE(operators.Add(std::make_shared<Named>("Twin")).ok());
  const Status again = operators.Add(std::make_shared<Named>("Twin"));
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(again.error().message, "there are two custom operators named 'Twin'");
}

}  // namespace
}  // namespace sciot
