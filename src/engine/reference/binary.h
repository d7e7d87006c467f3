// ADD, SUB and MUL with NumPy broadcasting, for any rank up to kMaxRank.
#pragma once

#include "engine/reference/rows.h"
#include "graph/operator.h"

namespace sciot::engine::reference {

struct Operand {
  const float* data;
  Dims dims;
};

// output[i] = clamp(left[i] + right[i]), over the broadcast shape `dims`; the others alike.
void Add(const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims, float* output);
void Sub(const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims, float* output);
void Mul(const Operand& left, const Operand& right, const graph::Clamp& clamp, const Dims& dims, float* output);

}  // namespace sciot::engine::reference
