// Operators that cannot be meant are refused by name and index, whatever a kernel would make of them.
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "model/model.h"
#include "model/testing/model_builder.h"

namespace sciot::model {
namespace {

using ::testing::HasSubstr;
using testing::ModelBuilder;
using tflite::BuiltinOperator;

// A model of one operator, from input x of shape [1,8,8,2] to output y.
struct OneOperator {
  ModelBuilder builder;
  int32_t x = builder.AddFloats({1, 8, 8, 2}, "x");
  int32_t y = builder.AddFloats({1, 8, 8, 2}, "y");

  tflite::TensorT& tensor(int32_t id) { return *builder.raw().subgraphs[0]->tensors[static_cast<size_t>(id)]; }
  template <typename T>
  void Add(BuiltinOperator op, std::vector<int32_t> inputs, T options) {
    tflite::BuiltinOptionsUnion any;
    any.Set(std::move(options));
    builder.AddOperator(op, std::move(inputs), {y}, any);
  }
};

void AddConvolution(OneOperator& one, const std::function<void(tflite::Conv2DOptionsT&)>& change) {
  tflite::Conv2DOptionsT options;
  options.stride_h = options.stride_w = 1;
  change(options);
  const int32_t filter = one.builder.AddConstant({2, 3, 3, 2}, std::vector<float>(36));
  one.Add(BuiltinOperator::CONV_2D, {one.x, filter}, options);
}

void AddPooling(OneOperator& one, const std::function<void(tflite::Pool2DOptionsT&)>& change) {
  tflite::Pool2DOptionsT options;
  options.stride_h = options.stride_w = options.filter_height = options.filter_width = 1;
  change(options);
  one.Add(BuiltinOperator::MAX_POOL_2D, {one.x}, options);
}

void AddPad(OneOperator& one, std::vector<int32_t> paddings) {
  const int32_t constant = one.builder.AddConstant({4, 2}, paddings);
  one.builder.AddOperator(BuiltinOperator::PAD, {one.x, constant}, {one.y});
}

// RELU on INT8, after a change to the quantisation of x.
void AddQuantised(OneOperator& one, const std::function<void(tflite::QuantizationParametersT&)>& change) {
  for (int32_t id : {one.x, one.y}) {
    one.tensor(id).type = tflite::TensorType::INT8;
    one.tensor(id).quantization = std::make_unique<tflite::QuantizationParametersT>();
    one.tensor(id).quantization->scale = {0.5F};
    one.tensor(id).quantization->zero_point = {0};
  }
  change(*one.tensor(one.x).quantization);
  one.builder.AddOperator(BuiltinOperator::RELU, {one.x}, {one.y});
}

void AddStridedSlice(OneOperator& one, int32_t stride) {
  std::vector<int32_t> ids{one.x};
  for (int32_t value : {0, 8, stride}) {
    ids.push_back(one.builder.AddConstant({4}, std::vector<int32_t>{0, value, 0, 0}));
  }
  one.Add(BuiltinOperator::STRIDED_SLICE, ids, tflite::StridedSliceOptionsT{});
}

struct Hostile {
  const char* name;
  void (*build)(OneOperator& one);
  const char* message;
};

class HostileOperatorTest : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileOperatorTest, IsRefusedByIndex) {
  OneOperator one;
  GetParam().build(one);
  one.builder.SetInputs({one.x});
  one.builder.SetOutputs({one.y});
  const auto model = LoadModelBytes(one.builder.Serialize(), {});
  ASSERT_FALSE(model.ok());
  EXPECT_THAT(model.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Windows, HostileOperatorTest,
    ::testing::Values(
        Hostile{"ZeroStride", [](auto& one) { AddConvolution(one, [](auto& o) { o.stride_h = 0; }); },
                "operator 0 (CONV_2D): stride is 0"},
        Hostile{"NegativeStride", [](auto& one) { AddConvolution(one, [](auto& o) { o.stride_w = -1; }); },
                "operator 0 (CONV_2D): stride is -1"},
        Hostile{"ZeroDilation", [](auto& one) { AddConvolution(one, [](auto& o) { o.dilation_h_factor = 0; }); },
                "operator 0 (CONV_2D): dilation is 0"},
        Hostile{"AbsurdDilation",
                [](auto& one) { AddConvolution(one, [](auto& o) { o.dilation_w_factor = INT32_MAX; }); },
                "operator 0 (CONV_2D): a window of 4294967295 is too large"},
        Hostile{"NoSuchPadding",
                [](auto& one) { AddConvolution(one, [](auto& o) { o.padding = static_cast<tflite::Padding>(7); }); },
                "operator 0 (CONV_2D): padding 7 is neither SAME nor VALID"},
        Hostile{"ZeroFilter", [](auto& one) { AddPooling(one, [](auto& o) { o.filter_width = 0; }); },
                "operator 0 (MAX_POOL_2D): kernel size is 0"},
        Hostile{"HugeFilter",
                [](auto& one) { AddPooling(one, [](auto& o) { o.filter_width = o.filter_height = 1 << 30; }); },
                "operator 0 (MAX_POOL_2D): a window of 1073741824"},
        Hostile{"FilterBeyondTheImage",
                [](auto& one) {
                  AddPooling(one, [](auto& o) {
                    o.filter_width = 9;
                    o.padding = tflite::Padding::VALID;
                  });
                },
                "operator 0 (MAX_POOL_2D): a window of 9 does not fit an input of 8"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Shapes, HostileOperatorTest,
    ::testing::Values(
        Hostile{"NegativePadding",
                [](auto& one) {
                  AddPad(one, {0, 0, -1, 0, 0, 0, 0, 0});
                },
                "operator 0 (PAD): padding of -1"},
        Hostile{"HugePadding",
                [](auto& one) {
                  AddPad(one, {0, 0, INT32_MAX, INT32_MAX, 0, 0, 0, 0});
                },
                "operator 0 (PAD): output dimension 1 is 8"},
        Hostile{"ZeroDimension",
                [](auto& one) {
                  one.tensor(one.y).shape = {1, 0, 8, 2};
                  one.builder.AddOperator(BuiltinOperator::RELU, {one.x}, {one.y});
                },
                "operator 0 (RELU): tensor 1 ('y'): shape [1,0,8,2]"},
        Hostile{"OverflowingShape",
                [](auto& one) {
                  one.tensor(one.y).shape = {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX};
                  one.builder.AddOperator(BuiltinOperator::RELU, {one.x}, {one.y});
                },
                "operator 0 (RELU): tensor 1 ('y'): shape [2147483647,2147483647,2147483647,2147483647] overflows"},
        Hostile{"ReadsWhatItMakes", [](auto& one) { one.builder.AddOperator(BuiltinOperator::RELU, {one.y}, {one.y}); },
                "operator 0 (RELU): tensor 1 ('y') is used before it is made"},
        Hostile{"ZeroStep", [](auto& one) { AddStridedSlice(one, 0); }, "operator 0 (STRIDED_SLICE): stride is 0"},
        Hostile{"NoSuchAxis",
                [](auto& one) {
                  tflite::ConcatenationOptionsT options;
                  options.axis = 9;
                  one.Add(BuiltinOperator::CONCATENATION, {one.x, one.x}, options);
                },
                "operator 0 (CONCATENATION): axis 9 is outside a tensor of rank 4"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Quantisation, HostileOperatorTest,
    ::testing::Values(
        Hostile{"ZeroScale", [](auto& one) { AddQuantised(one, [](auto& q) { q.scale = {0.0F}; }); },
                "model input: tensor 0 ('x'): quantisation scale 0.000000"},
        Hostile{"NegativeScale", [](auto& one) { AddQuantised(one, [](auto& q) { q.scale = {-1.0F}; }); },
                "quantisation scale -1.000000"},
        Hostile{"ScaleThatIsNoNumber", [](auto& one) { AddQuantised(one, [](auto& q) { q.scale = {NAN}; }); },
                "quantisation scale nan"},
        Hostile{"InfiniteScale", [](auto& one) { AddQuantised(one, [](auto& q) { q.scale = {INFINITY}; }); },
                "quantisation scale inf"},
        Hostile{"ZeroPointOutsideTheType", [](auto& one) { AddQuantised(one, [](auto& q) { q.zero_point = {128}; }); },
                "zero point 128"},
        Hostile{"ScalesThatFitNoDimension",
                [](auto& one) { AddQuantised(one, [](auto& q) {
                                  q.scale = {1.0F, 2.0F, 3.0F};
                                }); },
                "3 scales along dimension 0 of shape [1,8,8,2]"},
        Hostile{"ZeroScaleWithin",
                [](auto& one) {
                  AddQuantised(one, [](auto&) {});
                  one.tensor(one.y).quantization->scale = {0.0F};
                },
                "operator 0 (RELU): tensor 1 ('y'): quantisation scale 0.000000"},
        Hostile{"NoScale", [](auto& one) { AddQuantised(one, [](auto& q) { q.scale.clear(); }); },
                "operator 0 (RELU): input is INT8 with 0 scales, needs one"}),
    [](const auto& test) { return test.param.name; });

TEST(HostileModelLimitsTest, TheWorkOfARunHasALimitThatIsNamed) {
  OneOperator one;
  AddConvolution(one, [](auto&) {});
  one.builder.SetInputs({one.x});
  one.builder.SetOutputs({one.y});
  const auto model = LoadModelBytes(one.builder.Serialize(), {.max_macs = 1000});
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(model.error().message, "operator 0 (CONV_2D): a run needs more than max_macs, 1000 multiply-accumulates");
}

}  // namespace
}  // namespace sciot::model
