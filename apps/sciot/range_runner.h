// Runs part of a model on one engine, and keeps what came out in files.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "layer_range.h"
#include "model/model.h"

namespace sciot::app {

// The graph of `model`, keeping all of the model alive.
std::shared_ptr<const graph::Graph> SharedGraph(std::shared_ptr<const model::Model> model);

class RangeRunner {
 public:
  // `clock` must outlive the runner.
  static Result<std::unique_ptr<RangeRunner>> Create(std::shared_ptr<const model::Model> model, LayerRange range,
                                                     const engine::Options& options, const Clock& clock);

  // Runs the range on `inputs`, one for each of RangeInputs. The times of its layers, first to last.
  Result<std::vector<Duration>> Run(const std::vector<Bytes>& inputs);

  // What the last run made of an output of the model, or of a tensor the layers after the range need.
  ByteView value(graph::TensorId id) { return engine_->tensor(id); }

  // Writes what the last run made of the model's outputs as output_<j>.bin, and what the layers after the
  // range need as t<tensor index>.bin.
  Status WriteOutputs(const std::filesystem::path& directory);

  // The same as Run, and writes the first output of each layer i as layer_<i>.bin.
  Status RunAndDump(const std::vector<Bytes>& inputs, const std::filesystem::path& directory);

 private:
  void SetInputs(const std::vector<Bytes>& inputs);

  RangeRunner(std::shared_ptr<const model::Model> model, LayerRange range, std::unique_ptr<engine::Engine> engine)
      : model_(std::move(model)), range_(range), engine_(std::move(engine)) {}

  std::shared_ptr<const model::Model> model_;
  LayerRange range_;
  std::unique_ptr<engine::Engine> engine_;
};

}  // namespace sciot::app
