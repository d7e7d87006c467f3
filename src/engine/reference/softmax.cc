#include "engine/reference/softmax.h"

#include <algorithm>
#include <cmath>

namespace sciot::engine::reference {
namespace {

// The shift makes the largest exponent 0, so that no exponential overflows, whatever the sign of beta.
void SoftmaxRow(std::span<const float> input, float beta, float* output) {
  const auto [smallest, largest] = std::minmax_element(input.begin(), input.end());
  const float shift = beta >= 0.0F ? *largest : *smallest;
  float sum = 0.0F;
  for (size_t i = 0; i < input.size(); ++i) {
    output[i] = std::exp(beta * (input[i] - shift));
    sum += output[i];
  }
  for (size_t i = 0; i < input.size(); ++i) output[i] /= sum;
}

}  // namespace

void Softmax(std::span<const float> input, size_t channels, float beta, float* output) {
  for (size_t row = 0; row < input.size(); row += channels) {
    SoftmaxRow(input.subspan(row, channels), beta, output + row);
  }
}

}  // namespace sciot::engine::reference
