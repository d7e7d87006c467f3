#include "device/listed_edge_client.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>

#include "device/coordinator.h"

namespace sciot::device {
namespace {

using std::chrono::milliseconds;

constexpr size_t kEdges = 3;

struct EdgeState {
  std::atomic<bool> is_away = false;
  std::atomic<bool> refuses = false;  // to register a device
};

// One of several edges, which says who it is by the split it names.
class NumberedEdge final : public EdgeClient {
 public:
  NumberedEdge(uint32_t number, const EdgeState& state) : number_(number), state_(state) {}

  Result<InferAnswer> Infer(const std::string& /*model*/, const protocol::InferRequest& /*request*/,
                            const Waiting& /*waiting*/) override {
    InferAnswer answer;
    answer.response.next_split = number_;
    return answer;
  }
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& /*registration*/) override {
    if (state_.refuses) return Error{ErrorCode::kNotFound, "no such model"};
    return protocol::RegistrationAnswer{number_, device_id, model};
  }
  Result<protocol::LinkSample> Probe(size_t bytes) override {
    if (state_.is_away) return Error{ErrorCode::kUnavailable, "away"};
    return protocol::LinkSample{1, bytes, 2};
  }
  void Cancel() override {}

 private:
  const uint32_t number_;
  const EdgeState& state_;
};

class ListedEdgeClientTest : public testing::Test {
 protected:
  std::unique_ptr<ListedEdgeClient> Make() {
    std::vector<std::unique_ptr<EdgeClient>> edges;
    for (size_t i = 0; i < kEdges; ++i) {
      edges.push_back(std::make_unique<NumberedEdge>(static_cast<uint32_t>(i), states_[i]));
    }
    return std::make_unique<ListedEdgeClient>(list_, std::move(edges));
  }

  // As a coordinator does: another is asked whether it is there, then whether it takes the device.
  bool Choose() {
    return client_->ChooseEdge([this] { return client_->Probe(0).ok() && client_->Register("m", "d", {}).ok(); });
  }

  void SetAway(const std::array<bool, kEdges>& away) {
    for (size_t i = 0; i < kEdges; ++i) states_[i].is_away = away[i];
  }

  std::array<EdgeState, kEdges> states_{};
  std::shared_ptr<EdgeList> list_ = std::make_shared<EdgeList>(std::vector<std::string>{"a", "b", "c"});
  std::unique_ptr<ListedEdgeClient> client_ = Make();
};

TEST_F(ListedEdgeClientTest, TheFirstThatAnswersIsUsedByAllClients) {
  const auto other = Make();
  EXPECT_EQ(client_->Register("m", "d", {}).value().next_split, 0U);
  EXPECT_FALSE(Choose()) << "the preferred one is in use";
  SetAway({true, true, false});
  EXPECT_TRUE(Choose());
  EXPECT_EQ(other->Infer("m", {}, {}).value().response.next_split, 2U);
  SetAway({true, false, false});
  EXPECT_TRUE(Choose());
  EXPECT_EQ(other->Infer("m", {}, {}).value().response.next_split, 1U);
  SetAway({false, false, false});
  EXPECT_TRUE(Choose());
  EXPECT_EQ(other->Infer("m", {}, {}).value().response.next_split, 0U);
}

TEST_F(ListedEdgeClientTest, WhereNoneAnswersTheListStaysWhereItIs) {
  SetAway({true, false, true});
  EXPECT_TRUE(Choose());
  SetAway({true, true, true});
  EXPECT_FALSE(Choose());
  EXPECT_EQ(list_->current(), 1U);
}

TEST_F(ListedEdgeClientTest, OneThatAnswersButRefusesTheDeviceIsSkipped) {
  states_[0].refuses = true;
  EXPECT_FALSE(client_->Register("m", "d", {}).ok());
  EXPECT_TRUE(Choose());
  EXPECT_EQ(list_->current(), 1U);
  EXPECT_FALSE(Choose()) << "it refuses still";
  states_[0].refuses = false;
  EXPECT_TRUE(Choose());
  EXPECT_EQ(list_->current(), 0U);
}

TEST_F(ListedEdgeClientTest, ARefusedReportIsNoReasonToGo) {
  states_[0].refuses = true;
  protocol::Registration report;
  report.split = 1;
  EXPECT_FALSE(client_->Register("m", "d", report).ok());
  EXPECT_FALSE(Choose());
}

// The split that a device is told says at which edge it is registered.
class CoordinatorOfSeveralEdgesTest : public ListedEdgeClientTest {
 protected:
  bool BecomesRegisteredAt(uint32_t edge) {
    for (int i = 0; i < 10'000; ++i) {
      if (coordinator_.TakeSplit().split == edge) return true;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
  }

  SteadyClock clock_;
  Coordinator coordinator_{{.model = "m",
                            .model_sha256 = "",
                            .device_id = "d",
                            .fixed_split = std::nullopt,
                            .report_interval = milliseconds(1),
                            .retry = {.delay = milliseconds(1), .health_check_interval = milliseconds(1)}},
                           std::vector<Duration>(kEdges, milliseconds(1)),
                           Make(),
                           clock_};
};

TEST_F(CoordinatorOfSeveralEdgesTest, EntersAtTheFirstThatTakesIt) {
  states_[0].refuses = true;
  ASSERT_TRUE(coordinator_.Enter().ok());
  EXPECT_EQ(coordinator_.TakeSplit().split, 1U);
}

TEST_F(CoordinatorOfSeveralEdgesTest, CannotEnterWhereAllRefuse) {
  for (EdgeState& state : states_) state.refuses = true;
  EXPECT_EQ(coordinator_.Enter().error().code, ErrorCode::kNotFound);
}

TEST_F(CoordinatorOfSeveralEdgesTest, LeavesAnEdgeThatRefusesItAndComesBack) {
  ASSERT_TRUE(coordinator_.Enter().ok());
  coordinator_.Start();
  ASSERT_TRUE(BecomesRegisteredAt(0));
  states_[0].refuses = true;
  coordinator_.OnAnswer({}, false);  // it has forgotten the device
  EXPECT_TRUE(BecomesRegisteredAt(1));
  states_[0].refuses = false;
  EXPECT_TRUE(BecomesRegisteredAt(0));
}

}  // namespace
}  // namespace sciot::device
