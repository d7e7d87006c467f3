// The one door for .tflite bytes: nothing reads a file that did not pass here.
#pragma once

#include "base/bytes.h"
#include "model/model.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// Runs the flatbuffers verifier, and checks what every reader relies on: exactly one subgraph, with tensors.
// The result points into `bytes`.
Result<const tflite::Model*> VerifyFile(ByteView bytes, const Limits& limits);

}  // namespace sciot::model
