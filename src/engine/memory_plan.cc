#include "engine/memory_plan.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>

#include "base/padded_buffer.h"

namespace sciot::engine {
namespace {

using graph::TensorId;

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

// More places than this share nothing: each is compared with each. No network has so many; what one may cost is limited
// at load.
constexpr size_t kMostSharing = 10'000;

// Bytes that one tensor, or several that take over from one another, need from node `first` to node `last`.
struct Place {
  size_t bytes;
  size_t first, last;
  size_t offset = 0;

  bool MeetsInTime(const Place& other) const { return first <= other.last && other.first <= last; }
};

class Planner {
 public:
  Planner(const graph::Graph& graph, const PlanLimits& limits)
      : graph_(graph), limits_(limits), last_reader_(graph.tensors.size(), 0), place_of_(graph.tensors.size(), kNone) {}

  MemoryPlan Plan() {
    FindLastReaders();
    for (TensorId id : graph_.inputs) AddPlace(id, 0);
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      for (TensorId id : graph_.nodes[i].outputs) PlaceOutput(i, id);
    }
    MemoryPlan plan{std::vector<size_t>(graph_.tensors.size(), MemoryPlan::kNone), SetOffsets()};
    for (size_t id = 0; id < place_of_.size(); ++id) {
      if (place_of_[id] != kNone) plan.offsets[id] = places_[place_of_[id]].offset;
    }
    return plan;
  }

 private:
  static constexpr size_t kNone = SIZE_MAX;

  void FindLastReaders() {
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      for (TensorId id : graph_.nodes[i].outputs) last_reader_[id] = i;  // one nobody reads
      for (TensorId id : graph_.nodes[i].inputs) {
        if (id != graph::kAbsentTensor) last_reader_[id] = i;
      }
    }
    if (limits_.keep_inputs) {
      for (TensorId id : graph_.inputs) last_reader_[id] = graph_.nodes.size();
    }
    for (TensorId id : graph_.outputs) last_reader_[id] = graph_.nodes.size();
  }

  size_t SizeOf(TensorId id) const {
    const size_t bytes = graph_.tensors[id].spec.byte_size() + kTensorSlackBytes;
    return (bytes + kTensorAlignment - 1) / kTensorAlignment * kTensorAlignment;
  }

  bool IsPlaced(TensorId id) const { return place_of_[id] != kNone; }

  void AddPlace(TensorId id, size_t node) {
    if (IsPlaced(id) || limits_.elsewhere.contains(id)) return;
    place_of_[id] = places_.size();
    places_.push_back({SizeOf(id), node, last_reader_[id]});
  }

  void PlaceOutput(size_t node, TensorId id) {
    const std::optional<TensorId> input = InputToOverwrite(node, id);
    if (!input || IsPlaced(id) || limits_.elsewhere.contains(id)) return AddPlace(id, node);
    place_of_[id] = place_of_[*input];
    Place& place = places_[place_of_[id]];
    place.bytes = std::max(place.bytes, SizeOf(id));
    place.last = last_reader_[id];
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

  // The largest first, each as low as those allow that are there at the same time. Returns where the last ends.
  size_t SetOffsets() {
    std::vector<Place*> order;
    for (Place& place : places_) order.push_back(&place);
    std::ranges::stable_sort(order, std::greater<>(), &Place::bytes);
    const bool share = order.size() <= kMostSharing;
    std::vector<const Place*> done;  // by offset
    size_t end = 0;
    for (Place* place : order) {
      place->offset = share ? LowestFree(done, *place) : end;
      end = std::max(end, place->offset + place->bytes);
      if (share) done.insert(std::ranges::upper_bound(done, place->offset, {}, &Place::offset), place);
    }
    return end;
  }

  static size_t LowestFree(const std::vector<const Place*>& done, const Place& wanted) {
    size_t offset = 0;
    for (const Place* other : done) {
      if (!other->MeetsInTime(wanted)) continue;
      if (offset + wanted.bytes <= other->offset) break;
      offset = std::max(offset, other->offset + other->bytes);
    }
    return offset;
  }

  const graph::Graph& graph_;
  const PlanLimits& limits_;
  std::vector<size_t> last_reader_;  // by tensor: a node, or the number of nodes for those that stay
  std::vector<size_t> place_of_;     // by tensor: index in places_
  std::vector<Place> places_;
};

}  // namespace

MemoryPlan PlanMemory(const graph::Graph& graph, const PlanLimits& limits) {
  return Planner(graph, limits).Plan();
}

}  // namespace sciot::engine
