// The one door for .tflite bytes: nothing reads a file that did not pass here.
#pragma once

#include "base/bytes.h"
#include "model/model.h"
#include "sciot/result.h"
#include "tflite_generated.h"

namespace sciot::model {

// Runs the flatbuffers verifier. The result points into `bytes`.
Result<const tflite::Model*> VerifyFlatbuffer(ByteView bytes, const Limits& limits);

// What every reader of a model relies on: exactly one subgraph, with tensors.
Status CheckSubgraphs(const tflite::Model& file);

// Both.
Result<const tflite::Model*> VerifyFile(ByteView bytes, const Limits& limits);

}  // namespace sciot::model
