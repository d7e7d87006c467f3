// Runs a model that names an operator of this program's own:  custom_operator MODEL.tflite [EDGE_URL]
//
// threshold.tflite beside this file, made by make_model.py, squares its four inputs and says which are above 1.
#include <algorithm>
#include <array>
#include <cstring>
#include <iostream>

#include "sciot/device.h"
#include "threshold.h"

namespace {

using sciot::Error;
using sciot::Status;

constexpr std::array kInput{0.5F, -2.0F, 1.0F, 3.0F};
constexpr std::array kExpected{0.0F, 1.0F, 0.0F, 1.0F};

sciot::Result<sciot::DeviceOptions> MakeOptions(int argc, char** argv) {
  if (argc < 2) return Error{sciot::ErrorCode::kInvalidArgument, "usage: custom_operator MODEL.tflite [EDGE_URL]"};
  sciot::DeviceOptions options;
  options.model = argv[1];
  options.edge_url = argc > 2 ? argv[2] : "http://127.0.0.1:1";
  SCIOT_TRY(options.custom_operators.Add(MakeThreshold()));
  return options;
}

Status Run(const sciot::DeviceOptions& options) {
  SCIOT_ASSIGN(const auto device, sciot::Device::Open(options));
  const std::array<std::span<const std::byte>, 1> inputs{std::as_bytes(std::span(kInput))};
  SCIOT_ASSIGN(const sciot::Inference inference, device->Infer(inputs));
  std::array<float, kExpected.size()> above{};
  std::memcpy(above.data(), inference.outputs[0].data(), std::min(inference.outputs[0].size(), sizeof(above)));
  for (float value : above) std::cout << value << ' ';
  std::cout << '\n';
  if (above == kExpected) return {};
  return Error{sciot::ErrorCode::kInternal, "not what the model computes"};
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = MakeOptions(argc, argv);
  const Status ended = options.ok() ? Run(options.value()) : options.error();
  if (ended.ok()) return 0;
  std::cerr << "custom_operator: " << ended.error().message << '\n';
  return 1;
}
