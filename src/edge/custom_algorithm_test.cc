#include "edge/custom_algorithm.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <vector>

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// Answers one number, or throws.
class Stubborn final : public CustomOffloadingAlgorithm {
 public:
  explicit Stubborn(std::optional<int64_t> split) : split_(split) {}
  int64_t Choose(const SplitQuestion& question) override {
    asked.push_back(question.previous_split);
    if (!split_) throw std::runtime_error("stubborn");
    return *split_;
  }
  std::vector<std::optional<uint32_t>> asked;

 private:
  std::optional<int64_t> split_;
};

class CustomAlgorithmTest : public ::testing::Test {
 protected:
  size_t Decide(std::optional<int64_t> answer, uint64_t decisions = 0) {
    auto custom = std::make_unique<Stubborn>(answer);
    custom_ = custom.get();
    algorithm_ = std::make_unique<CustomAlgorithm>("mine", std::move(custom), faults_);
    return DecideAgain(decisions);
  }

  size_t DecideAgain(uint64_t decisions = 0) {
    const std::vector<double> device{1, 1, 1};
    const std::vector<double> edge{0.001, 0.001, 0.001};
    const std::vector<uint64_t> bytes{8, 8, 8, 0};
    const decision::Situation situation{
        .costs = {device, edge, bytes, bytes},
        .link = {std::chrono::milliseconds(1), 1e6, 1e6},
        .previous_split = 2,
        .decisions = decisions,
    };
    std::vector<double> totals(4);
    std::vector<double> scores(4);
    decision::State state;
    return decision::Decide(*algorithm_, situation, totals, scores, state);
  }

  extension::Faults faults_;
  std::unique_ptr<CustomAlgorithm> algorithm_;
  Stubborn* custom_ = nullptr;
};

TEST_F(CustomAlgorithmTest, ItsSplitIsTaken) {
  for (int64_t split = 0; split <= 3; ++split) EXPECT_EQ(Decide(split), static_cast<size_t>(split));
  EXPECT_THAT(faults_.counts(), IsEmpty());
}

TEST_F(CustomAlgorithmTest, LatencyDecidesWhenItThrows) {
  EXPECT_EQ(Decide(std::nullopt), 0U);  // the edge is a thousand times faster
  EXPECT_EQ(DecideAgain(), 0U);
  EXPECT_THAT(faults_.counts(), ElementsAre(Pair("mine: threw", 2U)));
}

TEST_F(CustomAlgorithmTest, LatencyDecidesWhenItAnswersNoSplit) {
  EXPECT_EQ(Decide(4), 0U);
  EXPECT_EQ(Decide(-1), 0U);
  EXPECT_THAT(faults_.counts(), ElementsAre(Pair("mine: nonsense", 2U)));
}

TEST_F(CustomAlgorithmTest, LearnsThePreviousSplitFromTheSecondDecisionOn) {
  Decide(1, 0);
  EXPECT_THAT(custom_->asked, ElementsAre(std::nullopt));
  Decide(1, 7);
  EXPECT_THAT(custom_->asked, ElementsAre(2U));
}

}  // namespace
}  // namespace sciot::edge
