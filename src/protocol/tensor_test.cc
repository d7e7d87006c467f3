#include "protocol/tensor.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>

namespace sciot::protocol {
namespace {

// A tensor whose values do not lie on a multiple of four, as in a received body.
Tensor Unaligned(const std::array<float, 3>& values, Bytes& memory) {
  memory.resize(1 + sizeof values);
  std::memcpy(&memory[1], values.data(), sizeof values);
  return {{"x", DataType::kFloat32, {3}}, Encoding::kBinary, ByteView(memory).subspan(1), {}};
}

TEST(TensorTest, FiniteValuesPass) {
  Bytes memory;
  constexpr float kMax = std::numeric_limits<float>::max();
  EXPECT_TRUE(CheckFinite(Unaligned({0, -kMax, kMax}, memory)).ok());
}

TEST(TensorTest, TheFirstValueThatIsNotFiniteIsNamed) {
  Bytes memory;
  for (const float value : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    EXPECT_EQ(CheckFinite(Unaligned({0, 1, value}, memory)).error().message,
              "tensor 'x': the value at index 2 is not finite");
  }
}

TEST(TensorTest, OtherTypesPass) {
  const Bytes ones(4, std::byte{0xff});
  EXPECT_TRUE(CheckFinite({{"x", DataType::kInt32, {1}}, Encoding::kBinary, ones, {}}).ok());
}

TEST(TensorTest, ACopyOwnsItsStorage) {
  auto original = std::make_unique<Tensor>();
  original->storage = Bytes(4, std::byte{7});
  const Tensor copy = *original;
  original.reset();
  EXPECT_EQ(copy.data()[3], std::byte{7});
}

}  // namespace
}  // namespace sciot::protocol
