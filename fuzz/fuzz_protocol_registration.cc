// The body of a registration, and of its answer.
#include <cstdlib>

#include "protocol/registration.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView body(reinterpret_cast<const std::byte*>(data), size);
  const auto registration = sciot::protocol::DecodeRegistration(body);
  if (registration.ok()) {
    const std::string text = sciot::protocol::EncodeRegistration(registration.value());
    if (!sciot::protocol::DecodeRegistration(sciot::AsBytes(text)).ok()) std::abort();
  }
  (void)sciot::protocol::DecodeRegistrationAnswer(body);
  return 0;
}
