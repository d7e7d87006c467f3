#include "edge/legacy_edge.h"

#include <gmock/gmock.h>

#include <bit>
#include <future>

#include "edge/testing/residual_edge.h"
#include "model/testing/picture_model.h"

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int32_t kLast = 2;  // layer of the residual model

// y = relu(x), z = 2 y, z + y: the frame after layer 0 holds y; that after layer 1 would need two tensors.
class LegacyEdgeTest : public ::testing::Test {
 protected:
  void Create(EdgeOptions options = testing::ResidualEdge()) {
    options_ = std::move(options);
    options_.legacy.enabled = true;
    service_ = EdgeService::Create(options_, clock_).value();
    edge_ = std::make_unique<LegacyEdge>(*service_, options_);
  }

  void CreateForPictures(bool run_device_input) {
    const std::filesystem::path path = folder_ / "picture.tflite";
    ASSERT_TRUE(WriteFile(path, model::testing::PictureModel()).ok());
    EdgeOptions options;
    options.models = {{"picture", path}};
    options.inference_workers = 1;
    options.legacy.run_device_input = run_device_input;
    Create(options);
  }

  // What the edge says of a frame of device "d".
  Status Send(int32_t layer, const std::vector<float>& output, const std::vector<double>& layer_seconds = {}) {
    auto bytes = std::make_shared<Bytes>();
    for (const float value : output) AppendU32(*bytes, std::bit_cast<uint32_t>(value));
    protocol::LegacyFrame frame{"d", "m1", layer, *bytes, layer_seconds};
    std::promise<Status> told;
    edge_->TakeInFrame("d", bytes, frame, [&](const Status& status) { told.set_value(status); });
    return told.get_future().get();
  }

  std::string ErrorOf(int32_t layer, const std::vector<float>& output, const std::vector<double>& layer_seconds = {}) {
    const Status status = Send(layer, output, layer_seconds);
    return status.ok() ? "" : status.error().message;
  }

  Status SendPicture(const Bytes& pixels) {
    std::promise<Status> told;
    edge_->TakeInPicture("d", pixels, vision::PixelOrder::kBigEndian,
                         [&](const Status& status) { told.set_value(status); });
    return told.get_future().get();
  }

  SteadyClock clock_;
  const ScratchFolder folder_;
  EdgeOptions options_;
  std::unique_ptr<EdgeService> service_;
  std::unique_ptr<LegacyEdge> edge_;
};

TEST_F(LegacyEdgeTest, AFrameIsContinued) {
  Create();
  EXPECT_EQ(ErrorOf(0, {0, 0, 1, 2}, {0.001}), "");
  const protocol::LegacyPrediction made = edge_->PredictionOf("d").value();
  EXPECT_EQ(made.message_id, "m1");
  EXPECT_EQ(made.layer, 0);
  EXPECT_THAT(made.shape, ElementsAre(1, 4));
  EXPECT_THAT(made.values, ElementsAre(0, 0, 3, 6));
}

TEST_F(LegacyEdgeTest, TimesThatCannotBeCostNoPrediction) {
  Create();
  EXPECT_EQ(ErrorOf(0, {0, 0, 1, 2}, {-1}), "");
  EXPECT_THAT(edge_->PredictionOf("d").value().values, ElementsAre(0, 0, 3, 6));
}

TEST_F(LegacyEdgeTest, TheModelsOutputIsKeptAsItCame) {
  Create();
  for (const int32_t layer : {-1, kLast}) {
    EXPECT_EQ(ErrorOf(layer, {1, 2, 3, 4}, {0.001, 0.001, 0.001}), "");
    EXPECT_EQ(edge_->PredictionOf("d").value().layer, layer);
    EXPECT_THAT(edge_->PredictionOf("d").value().values, ElementsAre(1, 2, 3, 4));
  }
}

TEST_F(LegacyEdgeTest, WhatAFrameDecidedIsAskedForOnce) {
  Create();
  EXPECT_EQ(edge_->NextLayer("d").value(), kLast) << "nothing is known, so all runs on the device";
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Send(kLast, {1, 2, 3, 4}, {100, 100, 100}).ok());
  EXPECT_EQ(edge_->NextLayer("d").value(), 0) << "a slow device keeps as little as a frame can carry";
  EXPECT_EQ(edge_->NextLayer("d").value(), 0) << "decided anew";
  EXPECT_EQ(edge_->NextLayer("another").value(), kLast);
}

TEST_F(LegacyEdgeTest, FramesThatCannotBeContinuedAreRefused) {
  Create();
  EXPECT_THAT(ErrorOf(1, {0, 0, 2, 4}), HasSubstr("holds one tensor"));
  EXPECT_THAT(ErrorOf(kLast + 1, {1, 2, 3, 4}), HasSubstr("layer 3 is beyond the last, 2"));
  EXPECT_THAT(ErrorOf(0, {1, 2, 3}), HasSubstr("the output of layer 0 has 16 bytes, the frame's output 12"));
  EXPECT_THAT(ErrorOf(kLast, {1, 2, 3, 4, 5}), HasSubstr("the model's output has 16 bytes"));
  EXPECT_THAT(ErrorOf(kLast, {1, 2, 3, 4}, {1, 1, 1, 1}), HasSubstr("4 layer times"));
  EXPECT_EQ(edge_->PredictionOf("d").error().code, ErrorCode::kNotFound);
}

TEST_F(LegacyEdgeTest, TheDeviceIsTheQuerysElseTheFramesElseThatOfTheAddress) {
  Create();
  ASSERT_TRUE(edge_->Register({.id = "a"}, "10.0.0.1").ok());
  ASSERT_TRUE(edge_->Register({.id = "b"}, "10.0.0.2").ok());
  EXPECT_EQ(edge_->Identify("new", "a", "10.0.0.2").value(), "new");
  EXPECT_EQ(edge_->Identify("b", "stranger", "10.0.0.1").value(), "b");
  EXPECT_EQ(edge_->Identify(std::nullopt, "a", "10.0.0.2").value(), "a");
  EXPECT_EQ(edge_->Identify(std::nullopt, "stranger", "10.0.0.2").value(), "b");
}

TEST_F(LegacyEdgeTest, ADeviceThatCannotBeToldIsRefused) {
  Create();
  ASSERT_TRUE(edge_->Register({.id = "a"}, "10.0.0.1").ok());
  ASSERT_TRUE(edge_->Register({.id = "b"}, "10.0.0.2").ok());
  EXPECT_EQ(edge_->Identify("a", "b", "10.0.0.1").error().code, ErrorCode::kConflict);
  EXPECT_EQ(edge_->Identify(std::nullopt, "stranger", "10.0.0.3").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(edge_->Identify("", "a", "10.0.0.1").error().code, ErrorCode::kInvalidArgument);
}

TEST_F(LegacyEdgeTest, PicturesAreRunWhole) {
  CreateForPictures(true);
  const Bytes white(12, std::byte{0xff});
  EXPECT_TRUE(edge_->IsPicture(white));
  ASSERT_TRUE(SendPicture(white).ok());
  const protocol::LegacyPrediction made = edge_->PredictionOf("d").value();
  EXPECT_EQ(made.message_id, std::nullopt);
  EXPECT_EQ(made.layer, std::nullopt);
  EXPECT_THAT(made.shape, ElementsAre(1, 2, 3, 3));
  EXPECT_THAT(made.values, ::testing::Each(made.values.front()));
  EXPECT_GT(made.values.front(), 0);
}

TEST_F(LegacyEdgeTest, PicturesAreOnlyTakenWhereTheyAreNotToBeRun) {
  CreateForPictures(false);
  EXPECT_TRUE(SendPicture(Bytes(12)).ok());
  EXPECT_EQ(edge_->PredictionOf("d").error().code, ErrorCode::kNotFound);
}

TEST_F(LegacyEdgeTest, WhatIsNoPictureIsRefused) {
  CreateForPictures(true);
  EXPECT_FALSE(edge_->IsPicture(Bytes(11)));
  EXPECT_THAT(SendPicture(Bytes(11)).error().message, HasSubstr("12"));
  Create();
  EXPECT_FALSE(edge_->IsPicture(Bytes(8)));
  EXPECT_THAT(SendPicture(Bytes(8)).error().message, HasSubstr("the model takes no picture"));
}

}  // namespace
}  // namespace sciot::edge
