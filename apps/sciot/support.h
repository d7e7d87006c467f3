// Whether a model can be run here, and what stands in its way.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "../io/json_text.h"
#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot::app {

// All operators of one name.
struct OperatorKind {
  std::string name;
  size_t count = 0;
  std::vector<std::string> types;     // of their tensors
  std::vector<std::string> problems;  // of those that are refused, one sentence each
};

struct Support {
  std::string sha256;
  std::vector<OperatorKind> kinds;    // in the order they first appear
  std::vector<std::string> problems;  // those that are no operator's
  bool runs() const;
};

// Looks at all of a .tflite file: what the loader refuses, and what no kernel runs.
Result<Support> ExamineSupport(ByteView file);

// {"supported", "problems", "operators": [{"name", "count", "types", "problems"}]}
Json SupportJson(const Support& support);

// A verdict, a row for each kind, and every problem in full.
void PrintSupport(std::ostream& out, const Support& support, const std::string& name);

}  // namespace sciot::app
