// Any text as a sidecar: parsed, or refused with an error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "vision/sidecar.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)sciot::vision::ParseSidecar(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
