#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/file.h"
#include "model/model.h"
#include "model/operators/operator_table.h"
#include "model/testing/model_builder.h"
#include "model/testing/residual_model.h"

namespace sciot::model {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ModelBuilder;
using testing::ResidualModel;
using tflite::BuiltinOperator;

const std::filesystem::path kDigitsModel = std::filesystem::path(SCIOT_SOURCE_DIR) / "models/fomo_digits.tflite";

std::string LoadError(const Bytes& file, const Limits& limits = {}) {
  const auto model = LoadModelBytes(file, limits);
  return model.ok() ? "loaded" : model.error().message;
}

std::string LoadError(const ModelBuilder& builder) {
  return LoadError(builder.Serialize());
}

TEST(LoaderTest, ReadsLayersCutsAndOutputs) {
  const auto model = LoadModelBytes(ResidualModel(), {}).value();
  EXPECT_EQ(model->layer_count(), 3U);
  EXPECT_EQ(model->graph().layers[2].name, "ADD");
  EXPECT_THAT(model->cuts()[2].tensors, ElementsAre(2, 3));
  EXPECT_EQ(model->cuts()[2].bytes, 32U);
  EXPECT_THAT(model->graph().outputs, ElementsAre(4, 2));
  EXPECT_EQ(model->sha256().size(), 64U);
}

TEST(LoaderTest, ABatchDimensionOfMinusOneMeansOne) {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({-1, 4});
  const int32_t y = builder.AddFloats({1, 4});
  builder.raw().subgraphs[0]->tensors[1]->shape_signature = {-1, 4};
  builder.AddOperator(BuiltinOperator::RELU, {x}, {y});
  builder.SetInputs({x});
  builder.SetOutputs({y});
  const auto model = LoadModelBytes(builder.Serialize(), {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model.value()->graph().tensors[0].spec.shape, (Shape{1, 4}));
}

TEST(LoaderTest, AnUnknownOperatorIsNamedWithItsIndexAndWhatIsSupported) {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 4});
  const int32_t y = builder.AddFloats({1, 4});
  builder.AddOperator(BuiltinOperator::BUCKETIZE, {x}, {y});
  builder.SetInputs({x});
  builder.SetOutputs({y});
  EXPECT_THAT(LoadError(builder),
              HasSubstr("operator 0: BUCKETIZE is not supported; docs/model-support.md lists what is"));
}

// Each row breaks the residual model in one way.
struct BadModel {
  const char* name;
  void (*damage)(tflite::ModelT& model);
  const char* message;
};

class BadModelTest : public ::testing::TestWithParam<BadModel> {};

TEST_P(BadModelTest, IsRefusedWithAMessageThatNamesTheFault) {
  const Bytes file = ResidualModel();
  const std::unique_ptr<tflite::ModelT> model(tflite::GetModel(file.data())->UnPack());
  GetParam().damage(*model);
  EXPECT_THAT(LoadError(SerializeModel(*model)), HasSubstr(GetParam().message));
}

tflite::SubGraphT& Main(tflite::ModelT& model) {
  return *model.subgraphs[0];
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadModelTest,
    ::testing::Values(
        BadModel{"NoSubgraph", [](tflite::ModelT& m) { m.subgraphs.clear(); }, "0 subgraphs"},
        BadModel{"NoOperators", [](tflite::ModelT& m) { Main(m).operators.clear(); }, "no operators"},
        BadModel{"NoInputs", [](tflite::ModelT& m) { Main(m).inputs.clear(); }, "no inputs"},
        BadModel{"NoOutputs", [](tflite::ModelT& m) { Main(m).outputs.clear(); }, "no outputs"},
        BadModel{"InputOutOfRange", [](tflite::ModelT& m) { Main(m).inputs[0] = 99; }, "tensor 99 does not exist"},
        BadModel{"NegativeInput", [](tflite::ModelT& m) { Main(m).inputs[0] = -7; }, "tensor -7 does not exist"},
        BadModel{"ConstantInput", [](tflite::ModelT& m) { Main(m).inputs[0] = 1; }, "tensor 1 is a constant"},
        BadModel{"OutputNotMade", [](tflite::ModelT& m) { Main(m).outputs[0] = 1; }, "made by no operator"},
        BadModel{"UsedBeforeMade", [](tflite::ModelT& m) { Main(m).operators[0]->inputs[0] = 4; },
                 "operator 0 (RELU): tensor 4 ('sum') is used before it is made"},
        BadModel{"MadeTwice", [](tflite::ModelT& m) { Main(m).operators[1]->outputs[0] = 2; },
                 "operator 1 (MUL): tensor 2 is made twice"},
        BadModel{"WritesAConstant", [](tflite::ModelT& m) { Main(m).operators[1]->outputs[0] = 1; },
                 "tensor 1 is a constant"},
        BadModel{"OperatorCode", [](tflite::ModelT& m) { Main(m).operators[1]->opcode_index = 9; },
                 "operator 1: operator code 9 does not exist"},
        BadModel{"MissingInput", [](tflite::ModelT& m) { Main(m).operators[2]->inputs[1] = -1; },
                 "operator 2 (ADD): input 1 is missing"},
        BadModel{"TooManyInputs", [](tflite::ModelT& m) { Main(m).operators[2]->inputs.push_back(2); }, "has 3 inputs"},
        BadModel{"MissingOptions", [](tflite::ModelT& m) { Main(m).operators[2]->builtin_options.Reset(); },
                 "options are missing"},
        BadModel{"NegativeDimension", [](tflite::ModelT& m) { Main(m).tensors[2]->shape = {1, -4}; },
                 "tensor 2 ('y'): shape [1,-4]"},
        BadModel{"DynamicDimension", [](tflite::ModelT& m) { Main(m).tensors[0]->shape_signature = {1, -1}; },
                 "model input: tensor 0 ('x'): dynamic shape [1,-1]"},
        BadModel{"OverflowingShape",
                 [](tflite::ModelT& m) { Main(m).tensors[2]->shape = {INT32_MAX, INT32_MAX, INT32_MAX}; }, "overflows"},
        BadModel{"HugeShape", [](tflite::ModelT& m) {
                   for (auto& tensor : Main(m).tensors) tensor->shape = {INT32_MAX};
                 }, "constant of 4 bytes"},
        BadModel{"ShapesDoNotFit", [](tflite::ModelT& m) { Main(m).tensors[3]->shape = {1, 5}; },
                 "output has shape [1,5], expected [1,4]"},
        BadModel{"WrongType", [](tflite::ModelT& m) { Main(m).tensors[3]->type = tflite::TensorType::INT8; },
                 "tensors 'y' and 'z' are FP32 and INT8, not of one type"},
        BadModel{"UnknownType", [](tflite::ModelT& m) { Main(m).tensors[3]->type = tflite::TensorType::STRING; },
                 "element type STRING"},
        BadModel{"ConstantSize", [](tflite::ModelT& m) { m.buffers[1]->data.push_back(0); }, "constant of 5 bytes"},
        BadModel{"NoSuchBuffer", [](tflite::ModelT& m) { Main(m).tensors[1]->buffer = 77; },
                 "buffer 77 does not exist"},
        BadModel{"Activation", [](tflite::ModelT& m) {
                   Main(m).operators[2]->builtin_options.AsAddOptions()->fused_activation_function =
                       tflite::ActivationFunctionType::TANH;
                 }, "fused activation 4"}),
    [](const auto& test) { return test.param.name; });

TEST(LoaderTest, LimitsHaveNames) {
  Limits limits;
  limits.max_nodes = 2;
  EXPECT_THAT(LoadError(ResidualModel(), limits), HasSubstr("max_nodes is 2"));
  limits = {};
  limits.max_file_bytes = 100;
  EXPECT_THAT(LoadError(ResidualModel(), limits), HasSubstr("max_file_bytes is 100"));
  limits = {};
  limits.max_activation_bytes = 20;
  EXPECT_THAT(LoadError(ResidualModel(), limits), HasSubstr("max_activation_bytes, 20"));
}

TEST(LoaderTest, EveryPrefixOfAFileIsRefused) {
  const Bytes file = ResidualModel();
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_NE(LoadError(Bytes(file.begin(), file.begin() + static_cast<ptrdiff_t>(size))), "loaded") << size;
  }
}

TEST(LoaderTest, FlippedBytesNeverHarm) {
  const Bytes file = ReadFile(kDigitsModel, Limits{}.max_file_bytes).value();
  std::mt19937_64 random(1);
  for (int i = 0; i < 500; ++i) {
    Bytes damaged = file;
    damaged[random() % damaged.size()] ^= static_cast<std::byte>(1U << (random() % 8));
    const std::string error = LoadError(damaged);
    EXPECT_FALSE(error.empty());
  }
}

TEST(LoaderTest, EmptyAndForeignFilesAreRefused) {
  EXPECT_THAT(LoadError(Bytes{}), HasSubstr("not a .tflite file"));
  EXPECT_THAT(LoadError(Bytes(1000, std::byte{'x'})), HasSubstr("not a .tflite file"));
  EXPECT_EQ(LoadModel("/no/such.tflite", {}).error().code, ErrorCode::kNotFound);
}

TEST(LoaderTest, TheShippedModelCountsItsWork) {
  const auto model = LoadModel(kDigitsModel, {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  uint64_t macs = 0;
  for (const graph::Node& node : model.value()->graph().nodes) macs += node.macs;
  EXPECT_GT(macs, 1'000'000U);
  EXPECT_EQ(model.value()->graph().tensors[model.value()->graph().outputs[0]].spec.shape, (Shape{1, 12, 12, 11}));
}

TEST(OperatorTableTest, NamesAreTheFormats) {
  for (const OperatorRow& row : OperatorTable()) EXPECT_EQ(FindOperator(row.code), &row);
  EXPECT_THAT(SupportedOperators(), ::testing::Contains("CONV_2D"));
  EXPECT_EQ(OperatorName(static_cast<graph::OpCode>(100000)), "operator code 100000");
}

}  // namespace
}  // namespace sciot::model
