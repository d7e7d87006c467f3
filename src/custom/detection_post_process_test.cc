#include "custom/detection_post_process.h"

#include <flatbuffers/flexbuffers.h>
#include <gmock/gmock.h>

#include <functional>

#include "custom/detection_options.h"
#include "custom/non_max_suppression.h"

namespace sciot::custom {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;
using ::testing::Pointwise;
using Floats = std::vector<float>;

// A map of options that are fine, after a change.
std::vector<uint8_t> OptionBytes(const std::function<void(std::map<std::string, double>&)>& change = {}) {
  std::map<std::string, double> values{{"max_detections", 3},
                                       {"max_classes_per_detection", 1},
                                       {"detections_per_class", 5},
                                       {"num_classes", 2},
                                       {"use_regular_nms", 0},
                                       {"nms_score_threshold", 0.1},
                                       {"nms_iou_threshold", 0.5},
                                       {"y_scale", 1},
                                       {"x_scale", 1},
                                       {"h_scale", 1},
                                       {"w_scale", 1}};
  if (change) change(values);
  flexbuffers::Builder builder;
  builder.Map([&] {
    for (const auto& [key, value] : values) builder.Double(key.c_str(), value);
  });
  builder.Finish();
  return builder.GetBuffer();
}

std::string OptionError(const std::function<void(std::map<std::string, double>&)>& change) {
  const std::vector<uint8_t> bytes = OptionBytes(change);
  const auto options = ReadDetectionOptions(std::as_bytes(std::span(bytes)));
  return options.ok() ? "accepted" : options.error().message;
}

// Three boxes: the first two are almost one, the third is elsewhere. Scores with a background column.
struct Scene {
  Floats encodings{0, 0, 0, 0, 0.05F, 0, 0, 0, 0, 0, 0, 0};
  Floats scores{0, 0.9F, 0.2F, 0, 0.3F, 0.8F, 0, 0.7F, 0.6F};
  Floats anchors{0.2F, 0.2F, 0.2F, 0.2F, 0.2F, 0.2F, 0.2F, 0.2F, 0.8F, 0.8F, 0.2F, 0.2F};
  std::vector<uint8_t> options = OptionBytes();

  CustomNode Node() const {
    const auto tensor = [](Shape shape) {
      return CustomTensor{{"tensor", DataType::kFloat32, std::move(shape)}, 0, 0, {}};
    };
    return {{tensor({1, 3, 4}), tensor({1, 3, 3}), tensor({3, 4})},
            {tensor({}), tensor({}), tensor({}), tensor({})},
            std::as_bytes(std::span(options))};
  }

  std::vector<Floats> Detect() const {
    const auto custom = MakeDetectionPostProcess();
    const CustomPlan plan = custom->Check(Node()).value();
    std::vector<Floats> outputs;
    std::vector<std::span<std::byte>> to;
    for (const Shape& shape : plan.output_shapes) outputs.emplace_back(ElementCount(shape).value(), -99.0F);
    for (Floats& output : outputs) to.push_back(std::as_writable_bytes(std::span(output)));
    const std::vector<std::span<const std::byte>> from{
        std::as_bytes(std::span(encodings)), std::as_bytes(std::span(scores)), std::as_bytes(std::span(anchors))};
    EXPECT_TRUE(custom->Create(Node()).value()->Run(from, to).ok());
    return outputs;
  }
};

TEST(DetectionPostProcessTest, FastSuppressesAcrossClasses) {
  const auto outputs = Scene().Detect();
  EXPECT_THAT(outputs[3], ElementsAre(2));
  EXPECT_THAT(outputs[1], ElementsAre(0, 0, 0));
  EXPECT_THAT(outputs[2], ElementsAre(0.9F, 0.7F, 0));
  EXPECT_THAT(Floats(outputs[0].begin() + 4, outputs[0].end()),
              Pointwise(FloatEq(), Floats{0.7F, 0.7F, 0.9F, 0.9F, 0, 0, 0, 0}));
}

TEST(DetectionPostProcessTest, FastGivesSeveralClassesOfABox) {
  Scene scene;
  scene.options = OptionBytes([](auto& o) { o["max_classes_per_detection"] = 3; });
  const auto outputs = scene.Detect();
  EXPECT_THAT(outputs[3], ElementsAre(2));
  EXPECT_THAT(outputs[1], ElementsAre(0, 1, 0, 0, 1, 0, 0, 0, 0));
  EXPECT_THAT(outputs[2], ElementsAre(0.9F, 0.2F, 0, 0.7F, 0.6F, 0, 0, 0, 0));
}

TEST(DetectionPostProcessTest, RegularSuppressesWithinAClass) {
  Scene scene;
  scene.options = OptionBytes([](auto& o) { o["use_regular_nms"] = 1; });
  const auto outputs = scene.Detect();
  EXPECT_THAT(outputs[3], ElementsAre(3));
  EXPECT_THAT(outputs[1], ElementsAre(0, 1, 0));
  EXPECT_THAT(outputs[2], ElementsAre(0.9F, 0.8F, 0.7F));
}

TEST(DetectionPostProcessTest, ABoxOfNegativeSizeIsNamed) {
  Scene scene;
  scene.anchors[6] = -1;
  std::vector<std::byte> room(1 << 10);
  const std::vector<std::span<std::byte>> to{std::span(room).first(48), std::span(room).subspan(64, 12),
                                             std::span(room).subspan(128, 12), std::span(room).subspan(256, 4)};
  const std::vector<std::span<const std::byte>> from{std::as_bytes(std::span(scene.encodings)),
                                                     std::as_bytes(std::span(scene.scores)),
                                                     std::as_bytes(std::span(scene.anchors))};
  const Status run = MakeDetectionPostProcess()->Create(scene.Node()).value()->Run(from, to);
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().message, "box 1 has a negative size");
}

TEST(DetectionPostProcessTest, ShapesThatDoNotFitAreNamed) {
  const Scene scene;
  const auto error = [](const CustomNode& node) {
    const auto plan = MakeDetectionPostProcess()->Check(node);
    return plan.ok() ? "accepted" : plan.error().message;
  };
  CustomNode node = scene.Node();
  node.inputs[0].spec.shape = {1, 3, 3};
  EXPECT_THAT(error(node), HasSubstr("box encodings have shape [1,3,3]"));
  node = scene.Node();
  node.inputs[1].spec.shape = {1, 4, 3};
  EXPECT_THAT(error(node), HasSubstr("scores of shape [1,4,3]"));
  node = scene.Node();
  node.inputs[1].spec.shape = {1, 3, 4};
  EXPECT_THAT(error(node), HasSubstr("scores have 4 columns for 2 classes"));
  node = scene.Node();
  node.inputs[2].spec.shape = {4, 4};
  EXPECT_THAT(error(node), HasSubstr("anchors of shape [4,4]"));
  node = scene.Node();
  node.inputs[1].spec.type = DataType::kUint8;
  EXPECT_THAT(error(node), HasSubstr("input of scores is UINT8 without a scale"));
}

TEST(DetectionOptionsTest, DefaultsAreTheFormats) {
  const std::vector<uint8_t> bytes = OptionBytes([](auto& o) {
    o.erase("detections_per_class");
    o.erase("use_regular_nms");
  });
  const DetectionOptions options = ReadDetectionOptions(std::as_bytes(std::span(bytes))).value();
  EXPECT_EQ(options.detections_per_class, 100);
  EXPECT_FALSE(options.use_regular_nms);
}

TEST(DetectionOptionsTest, BadValuesAreNamed) {
  EXPECT_EQ(OptionError([](auto& o) { o.erase("num_classes"); }), "option num_classes is missing");
  EXPECT_EQ(OptionError([](auto& o) { o["max_detections"] = 0; }),
            "option max_detections is 0.000000, not a positive number");
  EXPECT_EQ(OptionError([](auto& o) { o["max_detections"] = 1e30; }),
            "option max_detections is 1000000000000000019884624838656.000000, not a positive number");
  EXPECT_THAT(OptionError([](auto& o) { o["max_detections"] = 1e9; }), ::testing::EndsWith("1048576 is possible"));
  EXPECT_THAT(OptionError([](auto& o) { o["nms_iou_threshold"] = 1.5; }), HasSubstr("not in (0, 1]"));
  EXPECT_THAT(OptionError([](auto& o) { o["y_scale"] = 0; }), HasSubstr("what boxes are divided by"));
  EXPECT_THAT(OptionError([](auto& o) { o["w_scale"] = NAN; }), HasSubstr("option w_scale is nan"));
}

TEST(DetectionOptionsTest, EveryPrefixAndForeignBytesAreRefused) {
  const std::vector<uint8_t> bytes = OptionBytes();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ReadDetectionOptions(std::as_bytes(std::span(bytes)).first(size)).ok()) << size;
  }
  const std::vector<uint8_t> foreign(64, 0xff);
  EXPECT_FALSE(ReadDetectionOptions(std::as_bytes(std::span(foreign))).ok());
}

TEST(NonMaxSuppressionTest, TakesTheLowerIndexOfEqualsAndStopsAtTheMost) {
  const std::vector<Box> boxes{{0, 0, 1, 1}, {2, 2, 3, 3}, {0, 0, 1, 1}, {4, 4, 5, 5}};
  const Floats scores{0.5F, 0.5F, 0.5F, 0.9F};
  NonMaxSuppression suppression(boxes.size(), {0.1F, 0.5F});
  const auto all = suppression.Choose(boxes, scores, 10);
  EXPECT_THAT(std::vector(all.begin(), all.end()), ElementsAre(3, 0, 1));
  const auto two = suppression.Choose(boxes, scores, 2);
  EXPECT_THAT(std::vector(two.begin(), two.end()), ElementsAre(3, 0));
}

}  // namespace
}  // namespace sciot::custom
