#include "edge/custom_detector.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr size_t kLayers = 3;

// Always gives one answer, or throws.
class Stubborn final : public CustomVarianceDetector {
 public:
  explicit Stubborn(std::optional<VarianceAnswer> answer) : answer_(std::move(answer)) {}
  VarianceAnswer AddMeasurement(size_t /*layer*/, double /*seconds*/) override {
    if (!answer_) throw std::runtime_error("stubborn");
    return *answer_;
  }

 private:
  std::optional<VarianceAnswer> answer_;
};

class CustomDetectorTest : public ::testing::Test {
 protected:
  CustomDetector Make(std::optional<VarianceAnswer> answer) {
    return {"mine", std::make_unique<Stubborn>(std::move(answer)), kLayers, {}, faults_};
  }

  // Whether times that vary much are noticed, as the window detector does.
  static bool NoticesVariance(CustomDetector& detector) {
    bool noticed = false;
    for (double seconds : {1.0, 5.0, 1.0, 9.0}) noticed = detector.AddMeasurement(0, seconds).needs_retest;
    return noticed;
  }

  extension::Faults faults_;
};

TEST_F(CustomDetectorTest, ItsVerdictHolds) {
  CustomDetector detector = Make(VarianceAnswer{true, {2}});
  const profile::VarianceVerdict verdict = detector.AddMeasurement(0, 1);
  EXPECT_TRUE(verdict.needs_retest);
  EXPECT_THAT(verdict.cascaded_layers, ElementsAre(2U));
  CustomDetector calm = Make(VarianceAnswer{false, {}});
  EXPECT_FALSE(NoticesVariance(calm));
  EXPECT_THAT(faults_.counts(), IsEmpty());
}

TEST_F(CustomDetectorTest, TheWindowDetectorJudgesWhenItThrows) {
  CustomDetector detector = Make(std::nullopt);
  EXPECT_FALSE(detector.AddMeasurement(1, 1).needs_retest);
  EXPECT_TRUE(NoticesVariance(detector));
  EXPECT_THAT(faults_.counts(), ElementsAre(Pair("mine: threw", 5U)));
}

TEST_F(CustomDetectorTest, TheWindowDetectorJudgesWhenItNamesNoLayer) {
  CustomDetector detector = Make(VarianceAnswer{true, {kLayers}});
  EXPECT_FALSE(detector.AddMeasurement(0, 1).needs_retest);
  EXPECT_THAT(faults_.counts(), ElementsAre(Pair("mine: nonsense", 1U)));
}

TEST_F(CustomDetectorTest, TheWindowDetectorJudgesWhenThereIsNone) {
  CustomDetector detector("mine", nullptr, kLayers, {}, faults_);
  EXPECT_TRUE(NoticesVariance(detector));
}

TEST_F(CustomDetectorTest, KnowsWhatALayerTakesLately) {
  CustomDetector detector = Make(VarianceAnswer{});
  EXPECT_EQ(detector.RecentSeconds(0), std::nullopt);
  detector.AddMeasurement(0, 2);
  EXPECT_EQ(detector.RecentSeconds(0), 2.0);
}

}  // namespace
}  // namespace sciot::edge
