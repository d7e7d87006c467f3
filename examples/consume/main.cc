// A program outside the repository: sees the installed headers only.
//
//   consume MODEL.tflite [EDGE_URL]
//
// Runs one inference on zeros. Without an edge the device runs all layers itself.
#include <iostream>
#include <vector>

#include "sciot/device.h"

namespace {

int Fail(const sciot::Error& error) {
  std::cerr << sciot::ErrorCodeName(error.code) << ": " << error.message << '\n';
  return 1;
}

int Report(const sciot::Device& device, const sciot::Inference& inference) {
  std::cout << device.model_name() << " on " << sciot::InferenceSourceName(inference.source) << ", split "
            << inference.split << " of " << device.layer_count() << '\n';
  for (size_t j = 0; j < inference.outputs.size(); ++j) {
    std::cout << device.outputs()[j].name << ' ' << sciot::ToString(device.outputs()[j].shape) << ": "
              << inference.outputs[j].size() << " bytes\n";
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return Fail({sciot::ErrorCode::kInvalidArgument, "usage: consume MODEL.tflite [EDGE_URL]"});
  sciot::DeviceOptions options;
  options.model = argv[1];
  options.edge_url = argc > 2 ? argv[2] : "http://127.0.0.1:1";
  const auto device = sciot::Device::Open(options);
  if (!device.ok()) return Fail(device.error());

  std::vector<std::vector<std::byte>> zeros;
  for (const sciot::TensorSpec& input : device.value()->inputs()) zeros.emplace_back(input.byte_size());
  const std::vector<std::span<const std::byte>> inputs(zeros.begin(), zeros.end());
  const auto inference = device.value()->Infer(inputs);
  if (!inference.ok()) return Fail(inference.error());
  return Report(*device.value(), inference.value());
}
