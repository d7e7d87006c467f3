// A result as a device keeps it until it tells it: written while an inference waits, so that it is copied, not encoded.
#pragma once

#include <string>

#include "base/bytes.h"
#include "protocol/result_report.h"

namespace sciot::protocol {

// Of what EncodeResult takes, but for the values of the outputs, which follow it in their order. The form is this
// program's own, and begins with its version.
std::string PackResult(const InferenceResult& result);

// Of that and the values, which the tensors view.
Result<InferenceResult> UnpackResult(ByteView packed);

}  // namespace sciot::protocol
