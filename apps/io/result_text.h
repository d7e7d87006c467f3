// What a model's outputs say: as text for people, and as the JSON of docs/cli.md.
#pragma once

#include <span>
#include <string>

#include "base/bytes.h"
#include "json_text.h"
#include "sciot/result.h"
#include "sciot/tensor.h"
#include "vision/preprocess.h"
#include "vision/sidecar.h"

namespace sciot::app {

struct OutputTensor {
  TensorSpec spec;
  ByteView bytes;
};

struct ResultText {
  std::string text;  // one line
  Json json;
};

// The outputs of a model as its sidecar reads them. `frame` is what the model saw of the picture.
Result<ResultText> ReadResult(const vision::Sidecar& sidecar, std::span<const OutputTensor> outputs,
                              const vision::Frame& frame);

// The outputs by name, type and shape alone.
ResultText RawResult(std::span<const OutputTensor> outputs);

}  // namespace sciot::app
