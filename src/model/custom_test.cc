#include <gmock/gmock.h>

#include "model/catalog.h"
#include "model/model.h"
#include "model/testing/model_builder.h"

namespace sciot::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ModelBuilder;
using tflite::BuiltinOperator;

// Gives whatever shape it is told to.
class Shaped final : public CustomOperator {
 public:
  Shaped(std::string name, std::vector<Shape> shapes) : name_(std::move(name)), shapes_(std::move(shapes)) {}
  std::string_view name() const override { return name_; }
  Result<CustomPlan> Check(const CustomNode& node) const override {
    if (node.options.empty()) return Error{ErrorCode::kInvalidArgument, "no options"};
    return CustomPlan{shapes_, 7};
  }
  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode&) const override { return Error{}; }

 private:
  std::string name_;
  std::vector<Shape> shapes_;
};

// x → custom operator → y, whose shape the file leaves open
Bytes ModelOf(const std::string& name, std::vector<uint8_t> options, std::vector<int32_t> inputs = {0}) {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 4}, "x");
  const int32_t y = builder.AddFloats({-1, 0}, "y");
  builder.AddOperator(BuiltinOperator::CUSTOM, std::move(inputs), {y});
  builder.raw().operator_codes[0]->custom_code = name;
  builder.raw().subgraphs[0]->operators[0]->custom_options = std::move(options);
  builder.SetInputs({x});
  builder.SetOutputs({y});
  return builder.Serialize();
}

CustomOperators With(std::vector<Shape> shapes, const std::string& name = "Mine") {
  CustomOperators operators;
  EXPECT_TRUE(operators.Add(std::make_shared<Shaped>(name, std::move(shapes))).ok());
  return operators;
}

std::string LoadError(const Bytes& file, const CustomOperators& custom) {
  const auto model = LoadModelBytes(file, {}, custom);
  return model.ok() ? "loaded" : model.error().message;
}

TEST(CustomLoadTest, TheOperatorSaysTheShapesAndTheWork) {
  const auto model = LoadModelBytes(ModelOf("Mine", {1, 2}), {}, With({{2, 3}})).value();
  EXPECT_EQ(model->graph().tensors[1].spec.shape, (Shape{2, 3}));
  EXPECT_EQ(model->graph().nodes[0].macs, 7U);
  EXPECT_EQ(model->graph().layers[0].name, "Mine");
  EXPECT_EQ(std::get<graph::CustomOptions>(model->graph().nodes[0].options).data.size(), 2U);
}

TEST(CustomLoadTest, AnUnknownNameIsTold) {
  EXPECT_THAT(LoadError(ModelOf("Mine", {1}), {}), HasSubstr("operator 0: CUSTOM 'Mine' is not supported"));
  EXPECT_THAT(LoadError(ModelOf("FlexErf", {1}), {}), HasSubstr("it is one of TensorFlow's own operators"));
}

TEST(CustomLoadTest, ItsRefusalIsToldWithTheIndex) {
  EXPECT_EQ(LoadError(ModelOf("Mine", {}), With({{1}})), "operator 0 (Mine): no options");
}

TEST(CustomLoadTest, ShapesThatCannotBeAreRefused) {
  EXPECT_EQ(LoadError(ModelOf("Mine", {1}), With({{2, 0}})), "operator 0 (Mine): output 0: shape [2,0]");
  EXPECT_THAT(LoadError(ModelOf("Mine", {1}), With({{INT32_MAX, INT32_MAX, INT32_MAX}})), HasSubstr("overflows"));
  EXPECT_EQ(LoadError(ModelOf("Mine", {1}), With({})), "operator 0 (Mine): has 1 outputs, it makes 0");
}

TEST(CustomLoadTest, AMissingInputIsRefused) {
  EXPECT_EQ(LoadError(ModelOf("Mine", {1}, {0, -1}), With({{1}})), "operator 0 (Mine): input 1 is missing");
}

TEST(CustomLoadTest, OnesOwnTakesThePlaceOfABuiltInOne) {
  const std::string name = "MaxUnpooling2D";
  EXPECT_THAT(LoadError(ModelOf(name, {1}), {}), HasSubstr("operator 0 (MaxUnpooling2D): has 1 inputs, not 2"));
  EXPECT_EQ(LoadError(ModelOf(name, {1}), With({{1}}, name)), "loaded");
}

TEST(CatalogTest, NamesTheBuiltIn) {
  EXPECT_THAT(BuiltInCustomOperators(), ElementsAre("Convolution2DTransposeBias", "MaxPoolingWithArgmax2D",
                                                    "MaxUnpooling2D", "TFLite_Detection_PostProcess"));
}

}  // namespace
}  // namespace sciot::model
