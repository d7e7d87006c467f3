// A program outside the repository: sees the installed headers only.
#include <iostream>

#include "sciot/result.h"
#include "sciot/tensor.h"

namespace {

// The bytes a tensor takes on the wire, or why it cannot exist.
sciot::Result<size_t> WireBytes(const sciot::TensorSpec& spec) {
  if (!sciot::ElementCount(spec.shape)) {
    return sciot::Error{sciot::ErrorCode::kInvalidArgument, "impossible shape " + sciot::ToString(spec.shape)};
  }
  return spec.byte_size();
}

int Report(const sciot::TensorSpec& spec) {
  const sciot::Result<size_t> bytes = WireBytes(spec);
  if (!bytes.ok()) {
    std::cerr << sciot::ErrorCodeName(bytes.error().code) << ": " << bytes.error().message << '\n';
    return 1;
  }
  std::cout << spec.name << ' ' << sciot::DataTypeName(spec.type) << ' ' << sciot::ToString(spec.shape) << ": "
            << bytes.value() << " bytes\n";
  return 0;
}

}  // namespace

int main() {
  return Report({"image", sciot::DataType::kFloat32, {1, 96, 96, 3}});
}
