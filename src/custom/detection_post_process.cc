#include "custom/detection_post_process.h"

#include <algorithm>
#include <limits>

#include "custom/box_decoder.h"
#include "custom/detection_options.h"
#include "custom/node_checks.h"
#include "custom/non_max_suppression.h"
#include "custom/real_values.h"

namespace sciot::custom {
namespace {

enum DetectionInput : size_t { kEncodings, kScores, kAnchors, kInputs };

struct Detection {
  uint32_t box = 0;
  uint32_t label = 0;
  float score = 0;
};

// The four outputs of a run, filled from the front.
class DetectionOutputs {
 public:
  explicit DetectionOutputs(std::span<const std::span<std::byte>> outputs)
      : boxes_(reinterpret_cast<Box*>(outputs[0].data())),
        labels_(reinterpret_cast<float*>(outputs[1].data())),
        scores_(reinterpret_cast<float*>(outputs[2].data())),
        count_(reinterpret_cast<float*>(outputs[3].data())) {
    for (std::span<std::byte> output : outputs) std::fill(output.begin(), output.end(), std::byte{0});
  }

  void Put(size_t place, const Box& box, const Detection& detection) {
    boxes_[place] = box;
    labels_[place] = static_cast<float>(detection.label);
    scores_[place] = detection.score;
  }

  void SetCount(size_t count) { *count_ = static_cast<float>(count); }

 private:
  Box* boxes_;
  float* labels_;
  float* scores_;
  float* count_;
};

bool IsBetter(const Detection& a, const Detection& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.label != b.label ? a.label < b.label : a.box < b.box;
}

class DetectionKernel final : public CustomKernel {
 public:
  DetectionKernel(const DetectionOptions& options, const CustomNode& node)
      : options_(options),
        encodings_(node.inputs[kEncodings]),
        scores_(node.inputs[kScores]),
        anchors_(node.inputs[kAnchors]),
        encoding_size_(static_cast<size_t>(node.inputs[kEncodings].spec.shape[2])),
        columns_(static_cast<size_t>(node.inputs[kScores].spec.shape[2])),
        boxes_(static_cast<size_t>(node.inputs[kEncodings].spec.shape[1])),
        box_scores_(boxes_.size()),
        suppression_(boxes_.size(), {options.score_threshold, options.iou_threshold}) {
    const size_t places = options.use_regular_nms ? boxes_.size() + static_cast<size_t>(options.max_detections)
                                                  : static_cast<size_t>(options.num_classes);
    detections_.reserve(places);
  }

  Status Run(std::span<const std::span<const std::byte>> inputs,
             std::span<const std::span<std::byte>> outputs) override {
    SCIOT_TRY(DecodeBoxes(encodings_.Read(inputs[kEncodings]), encoding_size_, anchors_.Read(inputs[kAnchors]),
                          options_.scale, boxes_));
    const std::span<const float> scores = scores_.Read(inputs[kScores]);
    DetectionOutputs result(outputs);
    if (options_.use_regular_nms) {
      DetectByClass(scores, result);
    } else {
      DetectByBox(scores, result);
    }
    return {};
  }

 private:
  // A box's scores without the background's.
  std::span<const float> ScoresOf(std::span<const float> scores, size_t box) const {
    const auto classes = static_cast<size_t>(options_.num_classes);
    return scores.subspan(box * columns_ + (columns_ - classes), classes);
  }

  void DetectByClass(std::span<const float> scores, DetectionOutputs& result) {
    detections_.clear();
    const auto most = static_cast<size_t>(options_.max_detections);
    for (uint32_t label = 0; label < static_cast<uint32_t>(options_.num_classes); ++label) {
      for (size_t i = 0; i < boxes_.size(); ++i) box_scores_[i] = ScoresOf(scores, i)[label];
      const auto chosen = suppression_.Choose(boxes_, box_scores_, static_cast<size_t>(options_.detections_per_class));
      for (uint32_t box : chosen) detections_.push_back({box, label, box_scores_[box]});
      std::sort(detections_.begin(), detections_.end(), IsBetter);
      if (detections_.size() > most) detections_.resize(most);
    }
    for (size_t i = 0; i < detections_.size(); ++i) result.Put(i, boxes_[detections_[i].box], detections_[i]);
    result.SetCount(detections_.size());
  }

  void DetectByBox(std::span<const float> scores, DetectionOutputs& result) {
    for (size_t i = 0; i < boxes_.size(); ++i) {
      const std::span<const float> row = ScoresOf(scores, i);
      box_scores_[i] = *std::max_element(row.begin(), row.end());
    }
    const auto chosen = suppression_.Choose(boxes_, box_scores_, static_cast<size_t>(options_.max_detections));
    for (size_t i = 0; i < chosen.size(); ++i) PutBestClasses(i, chosen[i], ScoresOf(scores, chosen[i]), result);
    result.SetCount(chosen.size());
  }

  void PutBestClasses(size_t place, uint32_t box, std::span<const float> scores, DetectionOutputs& result) {
    const auto room = static_cast<size_t>(options_.max_classes_per_detection);
    const size_t classes = std::min(room, scores.size());
    detections_.clear();
    for (uint32_t label = 0; label < scores.size(); ++label) {
      // What is no number cannot be sorted, and comes last.
      const float score = scores[label] == scores[label] ? scores[label] : -std::numeric_limits<float>::infinity();
      detections_.push_back({box, label, score});
    }
    const auto end = detections_.begin() + static_cast<ptrdiff_t>(classes);
    std::partial_sort(detections_.begin(), end, detections_.end(), IsBetter);
    for (size_t k = 0; k < classes; ++k) result.Put(place * room + k, boxes_[box], detections_[k]);
  }

  const DetectionOptions options_;
  RealValues encodings_, scores_, anchors_;
  const size_t encoding_size_;
  const size_t columns_;  // scores of a box
  std::vector<Box> boxes_;
  std::vector<float> box_scores_;
  std::vector<Detection> detections_;
  NonMaxSuppression suppression_;
};

Status CheckInputShapes(const Shape& encodings, const Shape& scores, const Shape& anchors) {
  if (encodings.size() != 3 || encodings[0] != 1 || encodings[2] < 4) {
    return InvalidNode("box encodings have shape " + ToString(encodings) + ", not [1,N,4]");
  }
  if (scores.size() != 3 || scores[0] != 1 || scores[1] != encodings[1]) {
    return InvalidNode("scores of shape " + ToString(scores) + " do not fit boxes of shape " + ToString(encodings));
  }
  if (anchors == Shape{encodings[1], 4}) return {};
  return InvalidNode("anchors of shape " + ToString(anchors) + " do not fit boxes of shape " + ToString(encodings));
}

// About what a run takes: every score is looked at, and each taken box is compared with the others.
uint64_t EstimateMacs(const DetectionOptions& options, uint64_t boxes) {
  const auto classes = static_cast<uint64_t>(options.num_classes);
  const int32_t most = options.use_regular_nms ? options.detections_per_class : options.max_detections;
  const uint64_t comparisons = SaturatingProduct(boxes, std::min(boxes, static_cast<uint64_t>(most)));
  return SaturatingProduct(options.use_regular_nms ? comparisons : std::max(comparisons, boxes), classes);
}

class DetectionPostProcess final : public CustomOperator {
 public:
  std::string_view name() const override { return "TFLite_Detection_PostProcess"; }

  Result<CustomPlan> Check(const CustomNode& node) const override {
    SCIOT_TRY(CheckCounts(node, kInputs, 4));
    SCIOT_TRY(CheckReal(node.inputs[kEncodings], "input of box encodings"));
    SCIOT_TRY(CheckReal(node.inputs[kScores], "input of scores"));
    SCIOT_TRY(CheckReal(node.inputs[kAnchors], "input of anchors"));
    for (const CustomTensor& output : node.outputs) SCIOT_TRY(CheckFloat(output, "output"));
    const Shape& encodings = node.inputs[kEncodings].spec.shape;
    const Shape& scores = node.inputs[kScores].spec.shape;
    SCIOT_TRY(CheckInputShapes(encodings, scores, node.inputs[kAnchors].spec.shape));
    SCIOT_ASSIGN(const DetectionOptions options, ReadDetectionOptions(node.options));
    if (scores[2] != options.num_classes && scores[2] - 1 != options.num_classes) {
      return InvalidNode("scores have " + std::to_string(scores[2]) + " columns for " +
                         std::to_string(options.num_classes) + " classes");
    }
    const int32_t room = options.room();
    return CustomPlan{{{1, room, 4}, {1, room}, {1, room}, {1}},
                      EstimateMacs(options, static_cast<uint64_t>(encodings[1]))};
  }

  Result<std::unique_ptr<CustomKernel>> Create(const CustomNode& node) const override {
    SCIOT_ASSIGN(const DetectionOptions options, ReadDetectionOptions(node.options));
    return std::unique_ptr<CustomKernel>(std::make_unique<DetectionKernel>(options, node));
  }
};

}  // namespace

std::shared_ptr<const CustomOperator> MakeDetectionPostProcess() {
  return std::make_shared<DetectionPostProcess>();
}

}  // namespace sciot::custom
