#include "engine/kernel_table.h"

#include <algorithm>
#include <array>

#include "engine/through_float.h"

namespace sciot::engine {
namespace {

struct Row {
  graph::OpCode op;
  KernelFactory* create;
};

#define SCIOT_KERNEL(op, implementation, factory) Row{graph::OpCode::op, implementation::factory},
constexpr auto kRows = std::to_array<Row>({
#include "engine/kernels.inc"
});
#undef SCIOT_KERNEL

}  // namespace

bool HasKernel(graph::OpCode op) {
  return std::any_of(kRows.begin(), kRows.end(), [op](const Row& row) { return row.op == op; });
}

Result<std::unique_ptr<Kernel>> CreateKernel(KernelContext& context) {
  Error refusal{ErrorCode::kUnsupported, "no kernel runs this operator"};
  for (const Row& row : kRows) {
    if (row.op != context.node().op) continue;
    auto kernel = row.create(context);
    if (kernel.ok() || kernel.error().code != ErrorCode::kUnsupported) return kernel;
    refusal = kernel.error();
  }
  Result<std::unique_ptr<Kernel>> through_float = CreateThroughFloat(context);
  if (through_float.ok() || through_float.error().code != ErrorCode::kUnsupported) return through_float;
  return refusal;
}

}  // namespace sciot::engine
