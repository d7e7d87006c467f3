#include "random_input.h"

#include <bit>
#include <random>

namespace sciot::app {
namespace {

constexpr float kTwoToMinus24 = 1.0F / (1U << 24U);  // 24 random bits fill a float's significand

void AppendRandom(Bytes& out, DataType type, std::mt19937& generator) {
  const auto bits = static_cast<uint32_t>(generator());
  if (type == DataType::kFloat32) {
    AppendU32(out, std::bit_cast<uint32_t>(static_cast<float>(bits >> 8U) * kTwoToMinus24));
  } else {
    out.push_back(static_cast<std::byte>(bits & 0xffU));
  }
}

}  // namespace

Bytes RandomTensor(const TensorSpec& spec, uint32_t seed) {
  const bool is_random =
      spec.type == DataType::kFloat32 || spec.type == DataType::kInt8 || spec.type == DataType::kUint8;
  if (!is_random) return Bytes(spec.byte_size());
  std::mt19937 generator(seed);
  Bytes bytes;
  bytes.reserve(spec.byte_size());
  for (size_t i = 0; i < spec.element_count(); ++i) AppendRandom(bytes, spec.type, generator);
  return bytes;
}

}  // namespace sciot::app
