#include "sciot/tensor.h"

#include <gtest/gtest.h>

namespace sciot {
namespace {

TEST(TensorTest, NamesRoundTrip) {
  for (const char* name : {"FP32", "FP16", "INT8", "UINT8", "INT16", "INT32", "INT64", "BOOL"}) {
    EXPECT_STREQ(DataTypeName(DataTypeFromName(name).value()), name);
  }
  EXPECT_FALSE(DataTypeFromName("FP31").has_value());
}

TEST(TensorTest, CountsElementsAndBytes) {
  const TensorSpec spec{"x", DataType::kFloat32, {1, 96, 96, 3}};
  EXPECT_EQ(spec.element_count(), 27648U);
  EXPECT_EQ(spec.byte_size(), 110592U);
  EXPECT_EQ(ElementCount({}), 1U);
}

TEST(TensorTest, OverflowAndNegativeDimensionsHaveNoCount) {
  constexpr int32_t kBig = 2147483647;
  EXPECT_FALSE(ElementCount({kBig, kBig, kBig}).has_value());
  EXPECT_FALSE(ElementCount({1, -1}).has_value());
}

TEST(TensorTest, ShapesPrint) {
  EXPECT_EQ(ToString({1, 2}), "[1,2]");
  EXPECT_EQ(ToString({}), "[]");
}

}  // namespace
}  // namespace sciot
