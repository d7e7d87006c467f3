#include "device/delayed_edge_client.h"

#include <gtest/gtest.h>

namespace sciot::device {
namespace {

using std::chrono::milliseconds;

// Answers at once and says it took five milliseconds.
class NearEdge final : public EdgeClient {
 public:
  Result<InferAnswer> Infer(const std::string& /*model*/, const protocol::InferRequest& /*request*/,
                            const Waiting& /*waiting*/) override {
    InferAnswer answer;
    answer.round_trip = milliseconds(5);
    return answer;
  }
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& /*registration*/) override {
    return protocol::RegistrationAnswer{3, device_id, model};
  }
  Result<protocol::LinkSample> Probe(size_t bytes) override { return protocol::LinkSample{5000, bytes, 2}; }
  void Cancel() override {}
};

class DelayedEdgeClientTest : public testing::Test {
 protected:
  static DelayModel Delays() {
    DelayOptions options;
    options.enabled = true;
    options.type = DelayKind::kStatic;
    options.mean = milliseconds(30);
    return DelayModel(options);
  }

  ManualClock clock_;
  DelayedEdgeClient client_{std::make_unique<NearEdge>(), Delays(), clock_};
  TimePoint started_ = clock_.Now();
};

TEST_F(DelayedEdgeClientTest, TheRoundTripHoldsTheDelay) {
  EXPECT_EQ(client_.Infer("m", {}, {}).value().round_trip, milliseconds(35));
  EXPECT_EQ(clock_.Now() - started_, milliseconds(30));
}

TEST_F(DelayedEdgeClientTest, AProbeMeasuresTheDelay) {
  const protocol::LinkSample sample = client_.Probe(100).value();
  EXPECT_DOUBLE_EQ(sample.us, 35'000);
  EXPECT_EQ(sample.sent_bytes, 100U);
}

TEST_F(DelayedEdgeClientTest, RegisteringTakesTheDelayToo) {
  EXPECT_EQ(client_.Register("m", "d", {}).value().next_split, 3U);
  EXPECT_EQ(clock_.Now() - started_, milliseconds(30));
}

}  // namespace
}  // namespace sciot::device
