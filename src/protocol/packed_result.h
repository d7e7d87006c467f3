// A result as a device keeps it until it tells it: written while an inference waits, so that it is copied, not encoded.
#pragma once

#include "base/bytes.h"
#include "protocol/result_report.h"

namespace sciot::protocol {

// Of what EncodeResult takes. The form is this program's own, and begins with its version.
Bytes PackResult(const InferenceResult& result);

// The tensors view `packed`.
Result<InferenceResult> UnpackResult(ByteView packed);

}  // namespace sciot::protocol
