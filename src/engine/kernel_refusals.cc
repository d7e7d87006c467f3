#include "engine/kernel_refusals.h"

#include "engine/kernel_table.h"
#include "engine/tensor_buffers.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine {

Result<std::vector<std::optional<Error>>> FindKernelRefusals(const graph::Graph& graph) {
  SCIOT_ASSIGN(const xnnpack::Backend backend, xnnpack::Backend::Create(1));
  TensorBuffers buffers(graph);
  std::vector<std::optional<Error>> refusals;
  for (const graph::Node& node : graph.nodes) {
    KernelContext context(graph, node, buffers, backend);
    const auto kernel = CreateKernel(context);
    refusals.push_back(kernel.ok() ? std::nullopt : std::optional(kernel.error()));
  }
  return refusals;
}

}  // namespace sciot::engine
