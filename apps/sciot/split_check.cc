#include "split_check.h"

#include <algorithm>

#include "range_runner.h"

namespace sciot::app {
namespace {

class SplitChecker {
 public:
  SplitChecker(std::shared_ptr<const model::Model> model, const engine::Options& options)
      : model_(std::move(model)), options_(options) {}

  // The outputs of the unsplit model for each of `inputs`.
  Status RunWhole(const std::vector<ModelInputs>& inputs) {
    SCIOT_ASSIGN(const auto whole, MakeRunner({0, model_->layer_count()}));
    for (const ModelInputs& input : inputs) {
      SCIOT_TRY(whole->Run(input.tensors));
      std::vector<Bytes>& outputs = expected_.emplace_back();
      for (graph::TensorId id : model_->graph().outputs) outputs.push_back(Copy(whole->value(id)));
    }
    return {};
  }

  Result<bool> IsIdentical(size_t split, const std::vector<ModelInputs>& inputs) {
    SCIOT_ASSIGN(const auto prefix, MakeRunner({0, split}));
    SCIOT_ASSIGN(const auto suffix, MakeRunner({split, model_->layer_count()}));
    for (size_t i = 0; i < inputs.size(); ++i) {
      SCIOT_TRY(prefix->Run(inputs[i].tensors));
      SCIOT_TRY(suffix->Run(split == 0 ? inputs[i].tensors : CutOf(split, *prefix)));
      if (!GivesExpected(split, *prefix, *suffix, expected_[i])) return false;
    }
    return true;
  }

 private:
  Result<std::unique_ptr<RangeRunner>> MakeRunner(LayerRange range) const {
    return RangeRunner::Create(model_, range, options_, clock_);
  }

  static Bytes Copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

  std::vector<Bytes> CutOf(size_t split, RangeRunner& prefix) const {
    std::vector<Bytes> tensors;
    for (graph::TensorId id : model_->cuts()[split].tensors) tensors.push_back(Copy(prefix.value(id)));
    return tensors;
  }

  // An output is taken from the part that made it.
  bool GivesExpected(size_t split, RangeRunner& prefix, RangeRunner& suffix, const std::vector<Bytes>& expected) const {
    const std::vector<graph::TensorId>& outputs = model_->graph().outputs;
    const auto before = graph::OutputsMadeBy(model_->graph(), 0, split);
    for (size_t j = 0; j < outputs.size(); ++j) {
      const bool is_before = std::ranges::find(before, outputs[j]) != before.end();
      const ByteView made = (is_before ? prefix : suffix).value(outputs[j]);
      if (!std::ranges::equal(made, expected[j])) return false;
    }
    return true;
  }

  std::shared_ptr<const model::Model> model_;
  engine::Options options_;
  SteadyClock clock_;
  std::vector<std::vector<Bytes>> expected_;  // by input and output
};

}  // namespace

Result<SplitCheck> CheckSplits(std::shared_ptr<const model::Model> model, const std::vector<ModelInputs>& inputs,
                               const engine::Options& options) {
  SplitCheck check{.split_count = model->layer_count() + 1, .different = {}};
  SplitChecker checker(std::move(model), options);
  SCIOT_TRY(checker.RunWhole(inputs));
  for (size_t split = 0; split < check.split_count; ++split) {
    SCIOT_ASSIGN(const bool is_identical, checker.IsIdentical(split, inputs));
    if (!is_identical) check.different.push_back(split);
  }
  return check;
}

}  // namespace sciot::app
