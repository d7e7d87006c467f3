// An operator that the format does not have.
#pragma once

#include <memory>

#include "sciot/custom_operator.h"

// "Threshold": 1 where the FP32 input is above the limit that its options hold, one float; else 0.
std::shared_ptr<const sciot::CustomOperator> MakeThreshold();
