#include "engine/engine.h"

#include <cassert>

#include "engine/kernel_table.h"
#include "engine/tensor_buffers.h"
#include "engine/xnnpack/backend.h"

namespace sciot::engine {
namespace {

// One kernel for each node, run in order.
class KernelEngine final : public Engine {
 public:
  KernelEngine(std::shared_ptr<const graph::Graph> graph, xnnpack::Backend backend, const Clock& clock,
               LayerObserver* observer)
      : graph_(std::move(graph)), clock_(clock), observer_(observer), buffers_(*graph_), backend_(std::move(backend)) {}

  Status CreateKernels();

  const graph::Graph& graph() const override { return *graph_; }
  std::span<std::byte> tensor(graph::TensorId id) override { return buffers_.RunTime(id); }
  Status Run(size_t first_layer, size_t end_layer, std::span<Duration> times) override;

 private:
  Result<Duration> RunLayer(size_t layer);
  Status RunNodes(const graph::Layer& layer);
  Error AtNode(size_t index, const Error& error) const;

  // Constant after CreateKernels. The kernels point into all of it, so they go first.
  std::shared_ptr<const graph::Graph> graph_;
  const Clock& clock_;
  LayerObserver* observer_;
  TensorBuffers buffers_;
  xnnpack::Backend backend_;
  std::vector<std::unique_ptr<Kernel>> kernels_;  // by node
};

Error KernelEngine::AtNode(size_t index, const Error& error) const {
  const auto op = static_cast<int32_t>(graph_->nodes[index].op);
  return WithContext(error, "node " + std::to_string(index) + " (op " + std::to_string(op) + ")");
}

Status KernelEngine::CreateKernels() {
  kernels_.reserve(graph_->nodes.size());
  for (size_t i = 0; i < graph_->nodes.size(); ++i) {
    KernelContext context(*graph_, graph_->nodes[i], buffers_, backend_);
    auto kernel = CreateKernel(context);
    if (!kernel.ok()) return AtNode(i, kernel.error());
    kernels_.push_back(std::move(kernel).value());
  }
  return {};
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
    if (Status status = kernels_[i]->Run(); !status.ok()) return AtNode(i, status.error());
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::Create(std::shared_ptr<const graph::Graph> graph, const Options& options,
                                               const Clock& clock, LayerObserver* observer) {
  SCIOT_ASSIGN(xnnpack::Backend backend, xnnpack::Backend::Create(options.threads));
  auto engine = std::make_unique<KernelEngine>(std::move(graph), std::move(backend), clock, observer);
  SCIOT_TRY(engine->CreateKernels());
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace sciot::engine
