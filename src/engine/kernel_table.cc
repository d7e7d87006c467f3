#include "engine/kernel_table.h"

#include <algorithm>
#include <array>

#include "engine/custom_kernel.h"
#include "engine/through_float.h"

namespace sciot::engine {
namespace {

struct Row {
  graph::OpCode op;
  const char* implementation;
  KernelFactory* create;
};

#define SCIOT_KERNEL(op, implementation, factory) Row{graph::OpCode::op, #implementation, implementation::factory},
constexpr auto kRows = std::to_array<Row>({
#include "engine/kernels.inc"
});
#undef SCIOT_KERNEL

}  // namespace

bool HasKernel(graph::OpCode op) {
  return std::any_of(kRows.begin(), kRows.end(), [op](const Row& row) { return row.op == op; });
}

std::vector<std::string> KernelsOf(graph::OpCode op) {
  std::vector<std::string> implementations;
  for (const Row& row : kRows) {
    if (row.op == op) implementations.emplace_back(row.implementation);
  }
  return implementations;
}

Result<std::unique_ptr<Kernel>> CreateKernel(KernelContext& context) {
  if (context.node().op == graph::OpCode::kCustom) return CreateCustom(context);
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
