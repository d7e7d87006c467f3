// Runs a graph in a fresh engine and compares what comes out, for tests.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <string>

#include "engine/engine.h"
#include "engine/testing/graph_builder.h"

namespace sciot::engine {

using Tensors = std::vector<std::vector<float>>;

// Requires as many values as the tensor has elements.
inline void WriteTensor(Engine& engine, graph::TensorId id, const std::vector<float>& values) {
  const std::span<std::byte> bytes = engine.tensor(id);
  assert(bytes.size() == values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
}

inline std::vector<float> ReadTensor(Engine& engine, graph::TensorId id) {
  const std::span<std::byte> bytes = engine.tensor(id);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// The first output of the whole graph.
inline Result<std::vector<float>> RunGraph(const std::shared_ptr<const graph::Graph>& graph, const Tensors& inputs,
                                           uint32_t threads = 1) {
  const SteadyClock clock;
  SCIOT_ASSIGN(const auto engine, Engine::Create(graph, {.threads = threads}, clock));
  for (size_t i = 0; i < inputs.size(); ++i) WriteTensor(*engine, graph->inputs[i], inputs[i]);
  std::vector<Duration> times(graph->layer_count());
  SCIOT_TRY(engine->Run(0, graph->layer_count(), times));
  return ReadTensor(*engine, graph->outputs[0]);
}

// The error that keeps an engine from being made; of code kInternal when none does.
inline Error CreationError(const std::shared_ptr<const graph::Graph>& graph) {
  const SteadyClock clock;
  const auto engine = Engine::Create(graph, {}, clock);
  return engine.ok() ? Error{ErrorCode::kInternal, "the engine was made"} : engine.error();
}

inline bool SameBytes(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Where `actual` is not near `expected`; empty when it is everywhere.
inline std::string Difference(const std::vector<float>& actual, const std::vector<float>& expected) {
  if (actual.size() != expected.size()) return std::to_string(actual.size()) + " elements";
  for (size_t i = 0; i < actual.size(); ++i) {
    const float tolerance = 2e-5F * std::max(1.0F, std::abs(expected[i]));
    if (std::abs(actual[i] - expected[i]) <= tolerance) continue;
    return "element " + std::to_string(i) + " is " + std::to_string(actual[i]) + ", expected " +
           std::to_string(expected[i]);
  }
  return "";
}

// What is wrong with the output; empty when it is near `expected`, and the same to the last bit with one
// thread and with two.
inline std::string OutputFault(const std::shared_ptr<const graph::Graph>& graph, const Tensors& inputs,
                               const std::vector<float>& expected) {
  const auto output = RunGraph(graph, inputs);
  const auto threaded = RunGraph(graph, inputs, 2);
  if (!output.ok()) return output.error().message;
  if (!threaded.ok()) return threaded.error().message;
  if (!SameBytes(output.value(), threaded.value())) return "two threads give other bytes";
  return Difference(output.value(), expected);
}

}  // namespace sciot::engine
