// What stands in the way of running a model: everything, not the first thing.
#pragma once

#include <vector>

#include "base/padded_buffer.h"
#include "model/graph_findings.h"
#include "model/model.h"

namespace sciot::model {

// Move-only: the graph's constants point into the rest.
struct Examination {
  GraphFindings findings;
  std::string sha256;
  PaddedBuffer file;
  std::vector<PaddedBuffer> unpacked;
};

// Of a .tflite file, whatever it uses. An error only when it is none, is damaged or is larger than a limit.
Result<Examination> Examine(ByteView bytes, const Limits& limits, const CustomOperators& custom = {});

}  // namespace sciot::model
