#include "engine/memory_plan.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "base/padded_buffer.h"

namespace sciot::engine {
namespace {

using graph::TensorId;

// Bytes that are free and bytes that are taken, up to an end that grows.
class Block {
 public:
  size_t end() const { return end_; }

  // The smallest free place of this size, or a new one at the end.
  size_t Take(size_t size) {
    auto best = free_.end();
    for (auto place = free_.begin(); place != free_.end(); ++place) {
      if (place->second >= size && (best == free_.end() || place->second < best->second)) best = place;
    }
    if (best == free_.end()) return Grow(size);
    const auto [offset, available] = *best;
    free_.erase(best);
    if (available > size) free_.emplace(offset + size, available - size);
    return offset;
  }

  void Release(size_t offset, size_t size) {
    const auto place = free_.emplace(offset, size).first;
    if (const auto next = std::next(place); next != free_.end() && offset + size == next->first) {
      place->second += next->second;
      free_.erase(next);
    }
    if (place == free_.begin()) return;
    if (const auto before = std::prev(place); before->first + before->second == offset) {
      before->second += place->second;
      free_.erase(place);
    }
  }

 private:
  size_t Grow(size_t size) {
    end_ += size;
    return end_ - size;
  }

  std::map<size_t, size_t> free_;  // offset and size; no two touch
  size_t end_ = 0;
};

// Whether each element of the output depends on that element of each input of its shape, and no other.
bool IsElementwise(graph::OpCode op) {
  switch (op) {
    case graph::OpCode::kAdd:
    case graph::OpCode::kSub:
    case graph::OpCode::kMul:
    case graph::OpCode::kDiv:
    case graph::OpCode::kMaximum:
    case graph::OpCode::kMinimum:
    case graph::OpCode::kSquaredDifference:
    case graph::OpCode::kRelu:
    case graph::OpCode::kRelu6:
    case graph::OpCode::kReluN1To1:
    case graph::OpCode::kAbs:
    case graph::OpCode::kCeil:
    case graph::OpCode::kElu:
    case graph::OpCode::kFloor:
    case graph::OpCode::kHardSwish:
    case graph::OpCode::kLeakyRelu:
    case graph::OpCode::kLogistic:
    case graph::OpCode::kNeg:
    case graph::OpCode::kRound:
    case graph::OpCode::kSqrt:
    case graph::OpCode::kSquare:
    case graph::OpCode::kCos:
    case graph::OpCode::kExp:
    case graph::OpCode::kGelu:
    case graph::OpCode::kLog:
    case graph::OpCode::kRsqrt:
    case graph::OpCode::kSin:
    case graph::OpCode::kTanh:
    case graph::OpCode::kPrelu:
      return true;
    default:
      return false;
  }
}

// Whether the output is the input's bytes under another shape.
bool IsView(graph::OpCode op) {
  switch (op) {
    case graph::OpCode::kReshape:
    case graph::OpCode::kSqueeze:
    case graph::OpCode::kExpandDims:
      return true;
    default:
      return false;
  }
}

class Planner {
 public:
  Planner(const graph::Graph& graph, const std::set<TensorId>& elsewhere)
      : graph_(graph), elsewhere_(elsewhere), last_reader_(graph.tensors.size(), 0), plan_{{}, 0} {
    plan_.offsets.assign(graph.tensors.size(), MemoryPlan::kNone);
  }

  MemoryPlan Plan() {
    FindLastReaders();
    for (TensorId id : graph_.inputs) Place(id);
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      for (TensorId id : graph_.nodes[i].outputs) PlaceOutput(i, id);
      ReleaseAfter(i);
    }
    plan_.bytes = block_.end();
    return std::move(plan_);
  }

 private:
  void FindLastReaders() {
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      for (TensorId id : graph_.nodes[i].outputs) last_reader_[id] = i;  // one nobody reads
      for (TensorId id : graph_.nodes[i].inputs) {
        if (id != graph::kAbsentTensor) last_reader_[id] = i;
      }
    }
    for (TensorId id : graph_.inputs) last_reader_[id] = graph_.nodes.size();
    for (TensorId id : graph_.outputs) last_reader_[id] = graph_.nodes.size();
  }

  size_t SizeOf(TensorId id) const {
    const size_t bytes = graph_.tensors[id].spec.byte_size() + kTensorSlackBytes;
    return (bytes + kTensorAlignment - 1) / kTensorAlignment * kTensorAlignment;
  }

  bool IsPlaced(TensorId id) const { return plan_.offsets[id] != MemoryPlan::kNone; }

  void Place(TensorId id) {
    if (!IsPlaced(id) && !elsewhere_.contains(id)) plan_.offsets[id] = block_.Take(SizeOf(id));
  }

  void PlaceOutput(size_t node, TensorId id) {
    const std::optional<TensorId> input = InputToOverwrite(node, id);
    if (!input || IsPlaced(id) || elsewhere_.contains(id)) return Place(id);
    plan_.offsets[id] = plan_.offsets[*input];
    overwritten_ = input;
  }

  // An input of the same shape, or for a view of the same size, whose last reader is this node.
  std::optional<TensorId> InputToOverwrite(size_t node, TensorId output) const {
    const bool view = IsView(graph_.nodes[node].op);
    if (!view && !IsElementwise(graph_.nodes[node].op)) return std::nullopt;
    for (TensorId id : std::span(graph_.nodes[node].inputs).first(view ? 1 : graph_.nodes[node].inputs.size())) {
      if (id == graph::kAbsentTensor || !IsPlaced(id) || last_reader_[id] != node) continue;
      if (view) return id;
      if (graph_.tensors[id].spec.shape == graph_.tensors[output].spec.shape &&
          graph_.tensors[id].spec.type == graph_.tensors[output].spec.type) {
        return id;
      }
    }
    return std::nullopt;
  }

  // What no later node reads. A tensor that is read twice by the node is released once.
  void ReleaseAfter(size_t node) {
    std::vector<TensorId> done(graph_.nodes[node].inputs);
    done.insert(done.end(), graph_.nodes[node].outputs.begin(), graph_.nodes[node].outputs.end());
    std::sort(done.begin(), done.end());
    done.erase(std::unique(done.begin(), done.end()), done.end());
    for (TensorId id : done) {
      const bool is_done = id != graph::kAbsentTensor && IsPlaced(id) && last_reader_[id] == node && id != overwritten_;
      if (is_done) block_.Release(plan_.offsets[id], SizeOf(id));
    }
    overwritten_.reset();
  }

  const graph::Graph& graph_;
  const std::set<TensorId>& elsewhere_;
  std::vector<size_t> last_reader_;  // by tensor: a node, or the number of nodes for those that stay
  Block block_;
  std::optional<TensorId> overwritten_;  // by the node that is being planned
  MemoryPlan plan_;
};

}  // namespace

MemoryPlan PlanMemory(const graph::Graph& graph, const std::set<TensorId>& elsewhere) {
  return Planner(graph, elsewhere).Plan();
}

}  // namespace sciot::engine
