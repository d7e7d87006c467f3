#include "engine/kernel_engine.h"

#include <cassert>

#include "engine/kernel_table.h"
#include "engine/multiply_add.h"
#include "engine/tensor_buffers.h"
#include "engine/xnnpack/multiply_add.h"

namespace sciot::engine {
namespace {

// One kernel for each node, or for a pair that is one step, run in order.
class KernelEngine final : public Engine {
 public:
  KernelEngine(std::shared_ptr<const graph::Graph> graph, std::shared_ptr<const xnnpack::Backend> backend,
               const Clock& clock, LayerObserver* observer, SharedParts shared)
      : graph_(std::move(graph)),
        clock_(clock),
        observer_(observer),
        buffers_(*graph_, std::move(shared.tensors), shared.keep_inputs),
        weights_(std::move(shared.weights)),
        backend_(std::move(backend)) {}

  Status CreateKernels();

  const graph::Graph& graph() const override { return *graph_; }
  std::span<std::byte> tensor(graph::TensorId id) override { return buffers_.RunTime(id); }
  Status Run(size_t first_layer, size_t end_layer, std::span<Duration> times) override;

 private:
  Result<std::unique_ptr<Kernel>> CreateSingle(size_t node);
  // Of nodes `node` and `node` + 1.
  Result<std::unique_ptr<Kernel>> CreateFused(const MultiplyAdd& step, size_t node);
  Result<Duration> RunLayer(size_t layer);
  Status RunNodes(const graph::Layer& layer);
  Error AtNode(size_t index, const Error& error) const;

  // Constant after CreateKernels. The kernels point into all of it, so they go first.
  std::shared_ptr<const graph::Graph> graph_;
  const Clock& clock_;
  LayerObserver* observer_;
  TensorBuffers buffers_;
  std::shared_ptr<SharedWeights> weights_;
  std::shared_ptr<const xnnpack::Backend> backend_;
  std::vector<std::unique_ptr<Kernel>> kernels_;  // by node; null where the kernel before does it too
};

Error KernelEngine::AtNode(size_t index, const Error& error) const {
  const auto op = static_cast<int32_t>(graph_->nodes[index].op);
  return WithContext(error, "node " + std::to_string(index) + " (op " + std::to_string(op) + ")");
}

Status KernelEngine::CreateKernels() {
  const std::vector<uint32_t> readers = CountReaders(*graph_);
  kernels_.resize(graph_->nodes.size());
  for (const graph::Layer& layer : graph_->layers) {
    for (size_t i = layer.first_node; i < layer.end_node; ++i) {
      const auto fused = FindMultiplyAdd(*graph_, layer, i, readers);
      Result<std::unique_ptr<Kernel>> kernel = fused ? CreateFused(*fused, i) : CreateSingle(i);
      if (!kernel.ok()) return AtNode(i, kernel.error());
      kernels_[i] = std::move(kernel).value();
      if (fused) ++i;
    }
  }
  return {};
}

Result<std::unique_ptr<Kernel>> KernelEngine::CreateSingle(size_t node) {
  KernelContext context(*graph_, graph_->nodes[node], buffers_, *backend_);
  if (weights_) context.Share(*weights_, node);
  return CreateKernel(context);
}

Result<std::unique_ptr<Kernel>> KernelEngine::CreateFused(const MultiplyAdd& step, size_t node) {
  KernelContext multiply(*graph_, graph_->nodes[node], buffers_, *backend_);
  KernelContext add(*graph_, graph_->nodes[node + 1], buffers_, *backend_);
  return xnnpack::CreateMultiplyAdd(step, multiply, add);
}

Status KernelEngine::Run(size_t first_layer, size_t end_layer, std::span<Duration> times) {
  assert(first_layer <= end_layer && end_layer <= graph_->layer_count());
  assert(times.size() == end_layer - first_layer);
  for (size_t layer = first_layer; layer < end_layer; ++layer) {
    SCIOT_ASSIGN(times[layer - first_layer], RunLayer(layer));
  }
  return {};
}

Result<Duration> KernelEngine::RunLayer(size_t layer) {
  const TimePoint start = clock_.Now();
  SCIOT_TRY(RunNodes(graph_->layers[layer]));
  const Duration elapsed = clock_.Now() - start;
  if (observer_ == nullptr) return elapsed;
  observer_->AfterLayer(layer, elapsed);
  return Duration(clock_.Now() - start);
}

Status KernelEngine::RunNodes(const graph::Layer& layer) {
  for (size_t i = layer.first_node; i < layer.end_node; ++i) {
    if (!kernels_[i]) continue;
    if (Status status = kernels_[i]->Run(); !status.ok()) return AtNode(i, status.error());
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> CreateKernelEngine(std::shared_ptr<const graph::Graph> graph,
                                                   std::shared_ptr<const xnnpack::Backend> backend, const Clock& clock,
                                                   LayerObserver* observer, SharedParts shared) {
  auto engine =
      std::make_unique<KernelEngine>(std::move(graph), std::move(backend), clock, observer, std::move(shared));
  SCIOT_TRY(engine->CreateKernels());
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace sciot::engine
