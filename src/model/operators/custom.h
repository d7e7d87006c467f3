// Operators outside the format, found by name.
#pragma once

#include <string_view>

#include "model/operators/operator.h"

namespace sciot::model {

// What loads the custom operator of this name; null for one that is not known.
LoadOperator FindCustomOperator(std::string_view name);

}  // namespace sciot::model
