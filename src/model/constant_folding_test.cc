#include "model/constant_folding.h"

#include <gmock/gmock.h>

#include <numeric>

#include "base/file.h"
#include "base/testing/scratch_folder.h"
#include "model/directory.h"
#include "model/model.h"
#include "model/testing/model_builder.h"

namespace sciot::model {
namespace {

using ::testing::HasSubstr;
using testing::ModelBuilder;
using tflite::BuiltinOperator;

// An int32 tensor made at run time.
int32_t AddIntegers(ModelBuilder& builder, const Shape& shape) {
  const int32_t id = builder.AddFloats(shape);
  builder.raw().subgraphs[0]->tensors[static_cast<size_t>(id)]->type = tflite::TensorType::INT32;
  return id;
}

tflite::BuiltinOptionsUnion StridedSlice(int32_t shrink_axis_mask) {
  tflite::StridedSliceOptionsT options;
  options.shrink_axis_mask = shrink_axis_mask;
  tflite::BuiltinOptionsUnion all;
  all.Set(std::move(options));
  return all;
}

tflite::BuiltinOptionsUnion Pack(int32_t count) {
  tflite::PackOptionsT options;
  options.values_count = count;
  tflite::BuiltinOptionsUnion all;
  all.Set(std::move(options));
  return all;
}

// RESHAPE of [1, 2, 3] to [the first dimension, 6], as the converter writes it for a batch of any size.
Bytes ReshapeByBatch(const Shape& result) {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 2, 3});
  const int32_t shape = AddIntegers(builder, {3});
  const int32_t batch = AddIntegers(builder, {});
  const int32_t wanted = AddIntegers(builder, {2});
  const int32_t y = builder.AddFloats(result);
  const int32_t zero = builder.AddConstant({1}, std::vector<int32_t>{0});
  const int32_t one = builder.AddConstant({1}, std::vector<int32_t>{1});
  const int32_t six = builder.AddConstant({}, std::vector<int32_t>{6});
  builder.AddOperator(BuiltinOperator::SHAPE, {x}, {shape});
  builder.AddOperator(BuiltinOperator::STRIDED_SLICE, {shape, zero, one, one}, {batch}, StridedSlice(1));
  builder.AddOperator(BuiltinOperator::PACK, {batch, six}, {wanted}, Pack(2));
  builder.AddOperator(BuiltinOperator::RESHAPE, {x, wanted}, {y});
  builder.SetInputs({x});
  builder.SetOutputs({y});
  return builder.Serialize();
}

TEST(ConstantFoldingTest, ShapesComputedFromTheBatchAreNoLayers) {
  const auto model = LoadModelBytes(ReshapeByBatch({1, 6}), {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  ASSERT_EQ(model.value()->layer_count(), 1U);
  EXPECT_EQ(model.value()->graph().layers[0].name, "RESHAPE");
}

TEST(ConstantFoldingTest, AFileOfOneLayerHoldsTheNumbers) {
  const auto model = LoadModelBytes(ReshapeByBatch({1, 6}), {}).value();
  const ScratchFolder folder;
  const std::filesystem::path directory = folder / "folded";
  ASSERT_TRUE(SplitToDirectory(*model, directory, {}).ok());
  const auto part = LoadModel(directory / "model_0.tflite", {});
  ASSERT_TRUE(part.ok()) << part.error().message;
  EXPECT_EQ(part.value()->layer_count(), 1U);
}

// One integer operator over constants, whose result is the shape of a RESHAPE of `elements` floats to `result`.
struct Folded {
  BuiltinOperator op;
  std::vector<std::vector<int32_t>> inputs;
  Shape result;
};

std::string Load(const Folded& folded) {
  ModelBuilder builder;
  const int32_t elements =
      std::accumulate(folded.result.begin(), folded.result.end(), int32_t{1}, std::multiplies<int32_t>());
  const int32_t x = builder.AddFloats({elements});
  std::vector<int32_t> inputs;
  for (const auto& values : folded.inputs) {
    inputs.push_back(builder.AddConstant({static_cast<int32_t>(values.size())}, values));
  }
  const int32_t shape = AddIntegers(builder, {static_cast<int32_t>(folded.result.size())});
  const int32_t y = builder.AddFloats(folded.result);
  tflite::BuiltinOptionsUnion options =
      folded.op == BuiltinOperator::ADD ? testing::AddOptions() : testing::MulOptions();
  builder.AddOperator(folded.op, inputs, {shape}, std::move(options));
  builder.AddOperator(BuiltinOperator::RESHAPE, {x, shape}, {y});
  builder.SetInputs({x});
  builder.SetOutputs({y});
  const auto model = LoadModelBytes(builder.Serialize(), {});
  return model.ok() ? std::to_string(model.value()->layer_count()) + " layers" : model.error().message;
}

TEST(ConstantFoldingTest, ArithmeticOnShapesIsDoneAtLoad) {
  EXPECT_EQ(Load({BuiltinOperator::MUL, {{2, 3}, {1, 2}}, {2, 6}}), "1 layers");
  EXPECT_EQ(Load({BuiltinOperator::ADD, {{1, 2}, {1}}, {2, 3}}), "1 layers");
  EXPECT_EQ(Load({BuiltinOperator::FLOOR_DIV, {{4, 7}, {2}}, {2, 3}}), "1 layers");
  EXPECT_EQ(Load({BuiltinOperator::MAXIMUM, {{1, 3}, {2, 1}}, {2, 3}}), "1 layers");
  EXPECT_EQ(Load({BuiltinOperator::RANGE, {{2}, {4}, {1}}, {2, 3}}), "1 layers");
  EXPECT_EQ(Load({BuiltinOperator::BROADCAST_ARGS, {{2, 1}, {1, 3}}, {2, 3}}), "1 layers");
}

TEST(ConstantFoldingTest, AShapeOperatorOnRunTimeValuesIsRefused) {
  ModelBuilder builder;
  const int32_t x = AddIntegers(builder, {1});
  const int32_t y = AddIntegers(builder, {1});
  builder.AddOperator(BuiltinOperator::RANGE, {x, x, x}, {y});
  builder.SetInputs({x});
  builder.SetOutputs({y});
  EXPECT_THAT(LoadModelBytes(builder.Serialize(), {}).error().message,
              HasSubstr("operator 0 (RANGE): its inputs are not constants"));
}

TEST(ConstantFoldingTest, AShapeOperatorWithoutOutputsIsRefused) {
  for (const auto op : {BuiltinOperator::RANGE, BuiltinOperator::BROADCAST_ARGS}) {
    ModelBuilder builder;
    const int32_t x = builder.AddFloats({1});
    const int32_t one = builder.AddConstant({1}, std::vector<int32_t>{1});
    builder.AddOperator(op, op == BuiltinOperator::RANGE ? std::vector{one, one, one} : std::vector{one, one}, {});
    builder.SetInputs({x});
    builder.SetOutputs({x});
    EXPECT_THAT(LoadModelBytes(builder.Serialize(), {}).error().message, HasSubstr("has 0 outputs, not 1"));
  }
}

TEST(ConstantFoldingTest, ACountThatDoesNotFitTheOutputIsRefused) {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 2, 3});
  const int32_t shape = AddIntegers(builder, {5});
  builder.AddOperator(BuiltinOperator::SHAPE, {x}, {shape});
  builder.SetInputs({x});
  builder.SetOutputs({shape});
  EXPECT_THAT(LoadModelBytes(builder.Serialize(), {}).error().message,
              HasSubstr("operator 0 (SHAPE): output has shape [5] for 3 values"));
}

}  // namespace
}  // namespace sciot::model
