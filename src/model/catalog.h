// What can be loaded, for people: docs/model-support.md is made of it.
#pragma once

#include <string>
#include <vector>

#include "graph/operator.h"

namespace sciot::model {

struct OperatorDescription {
  std::string name;
  graph::OpCode code{};
  std::string types;   // of its data
  std::string limits;  // what beside the type is asked of it; may be empty
};

// All of the format's that can be loaded, by name.
std::vector<OperatorDescription> DescribeOperators();

// Names of the custom operators built in, in alphabetical order.
std::vector<std::string> BuiltInCustomOperators();

struct RefusedOperators {
  std::string names;  // joined by commas
  std::string why;
};

// Operators of the format that need what a runtime of one stateless graph does not have.
std::vector<RefusedOperators> DescribeRefusals();

}  // namespace sciot::model
