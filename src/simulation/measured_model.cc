#include "simulation/measured_model.h"

#include <array>

namespace sciot::simulation {
namespace {

// Median time of each layer on one core of an AMD EPYC server, in microseconds, and bytes of each cut:
//   sciot run MODEL --profile --json; sciot model inspect MODEL --json
// models/fomo_digits.tflite.
constexpr std::array<double, 25> kDigitsMicroseconds = {
    19.469, 30.696, 10.967, 19.439, 14.962, 7.881, 4.396, 14.652, 7.791, 0.631, 4.357, 3.806, 2.053,
    4.197,  6.319,  4.036,  0.320,  4.177,  6.259, 3.986, 0.211,  4.147, 7.822, 1.412, 3.836};
constexpr std::array<uint64_t, 26> kDigitsCutBytes = {
    110592, 147456, 147456, 73728, 442368, 110592, 18432, 129024, 129024, 36864, 18432, 110592, 27648,
    9216,   64512,  64512,  18432, 9216,   64512,  64512, 18432,  9216,   55296, 18432, 6336,   0};
constexpr uint64_t kDigitsOutputBytes = 6336;

// the 59-layer reference detector, shared/reference/fomo59 joined with `sciot model join`.
constexpr std::array<double, 59> kReferenceMicroseconds = {
    23.325, 4.607, 1.372, 31.367, 4.567, 1.352,  11.397, 3.015, 33.870, 12.919, 3.975, 18.758, 15.373, 3.245, 1.132,
    8.132,  0.771, 4.697, 3.335,  1.132, 15.293, 3.365,  1.021, 7.962,  0.771,  0.681, 4.627,  3.335,  1.021, 2.314,
    3.976,  0.981, 0.300, 2.264,  0.351, 4.296,  1.783,  0.551, 6.589,  1.803,  0.571, 4.296,  0.340,  0.201, 4.487,
    1.813,  0.661, 6.690, 1.803,  0.541, 4.347,  0.341,  0.300, 4.446,  1.823,  0.571, 8.543,  1.512,  2.814};
constexpr std::array<uint64_t, 60> kReferenceCutBytes = {
    110592, 147456, 147456, 147456, 147456, 147456, 147456, 73728,  73728,  442368, 442368, 442368,
    460992, 110592, 110592, 110592, 18432,  18432,  129024, 129024, 129024, 129024, 129024, 129024,
    36864,  36864,  18432,  110592, 110592, 110592, 120000, 27648,  27648,  27648,  9216,   9216,
    64512,  64512,  64512,  64512,  64512,  64512,  18432,  18432,  9216,   64512,  64512,  64512,
    64512,  64512,  64512,  18432,  18432,  9216,   55296,  55296,  55296,  18432,  1152,   0};
constexpr uint64_t kReferenceOutputBytes = 1152;

MeasuredModel Make(std::string_view name, std::span<const double> microseconds, std::span<const uint64_t> cut_bytes,
                   uint64_t output_bytes) {
  MeasuredModel model{name, {}, {cut_bytes.begin(), cut_bytes.end()}, {}};
  for (double us : microseconds) model.layer_seconds.push_back(us * 1e-6);
  model.reply_bytes.assign(cut_bytes.size(), output_bytes);
  model.reply_bytes.back() = 0;
  return model;
}

}  // namespace

MeasuredModel DigitsModel() {
  return Make("digits", kDigitsMicroseconds, kDigitsCutBytes, kDigitsOutputBytes);
}

MeasuredModel ReferenceModel() {
  return Make("reference", kReferenceMicroseconds, kReferenceCutBytes, kReferenceOutputBytes);
}

}  // namespace sciot::simulation
