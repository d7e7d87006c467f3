#include "device/listed_edge_client.h"

#include <gtest/gtest.h>

#include <array>

namespace sciot::device {
namespace {

constexpr size_t kEdges = 3;

// One of several edges, which says who it is by the split it names.
class NumberedEdge final : public EdgeClient {
 public:
  NumberedEdge(uint32_t number, const bool& is_away) : number_(number), is_away_(is_away) {}

  Result<InferAnswer> Infer(const std::string& /*model*/, const protocol::InferRequest& /*request*/,
                            const Waiting& /*waiting*/) override {
    InferAnswer answer;
    answer.response.next_split = number_;
    return answer;
  }
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& /*registration*/) override {
    return protocol::RegistrationAnswer{number_, device_id, model};
  }
  Result<protocol::LinkSample> Probe(size_t bytes) override {
    if (is_away_) return Error{ErrorCode::kUnavailable, "away"};
    return protocol::LinkSample{1, bytes, 2};
  }
  void Cancel() override {}

 private:
  const uint32_t number_;
  const bool& is_away_;
};

class ListedEdgeClientTest : public testing::Test {
 protected:
  std::unique_ptr<ListedEdgeClient> Make() {
    std::vector<std::unique_ptr<EdgeClient>> edges;
    for (size_t i = 0; i < kEdges; ++i) {
      edges.push_back(std::make_unique<NumberedEdge>(static_cast<uint32_t>(i), is_away_[i]));
    }
    return std::make_unique<ListedEdgeClient>(list_, std::move(edges));
  }

  std::array<bool, kEdges> is_away_{};
  std::shared_ptr<EdgeList> list_ = std::make_shared<EdgeList>(std::vector<std::string>{"a", "b", "c"});
  std::unique_ptr<ListedEdgeClient> client_ = Make();
};

TEST_F(ListedEdgeClientTest, TheFirstThatAnswersIsUsedByAllClients) {
  const auto other = Make();
  EXPECT_EQ(client_->Register("m", "d", {}).value().next_split, 0U);
  EXPECT_FALSE(client_->ChooseEdge()) << "the preferred one is in use";
  is_away_ = {true, true, false};
  EXPECT_TRUE(client_->ChooseEdge());
  EXPECT_EQ(other->Infer("m", {}, {}).value().response.next_split, 2U);
  is_away_ = {true, false, false};
  EXPECT_TRUE(client_->ChooseEdge());
  EXPECT_EQ(other->Infer("m", {}, {}).value().response.next_split, 1U);
  is_away_ = {};
  EXPECT_TRUE(client_->ChooseEdge());
  EXPECT_EQ(other->Infer("m", {}, {}).value().response.next_split, 0U);
}

TEST_F(ListedEdgeClientTest, WhereNoneAnswersTheListStaysWhereItIs) {
  is_away_ = {true, false, true};
  EXPECT_TRUE(client_->ChooseEdge());
  is_away_ = {true, true, true};
  EXPECT_FALSE(client_->ChooseEdge());
  EXPECT_EQ(list_->current(), 1U);
}

}  // namespace
}  // namespace sciot::device
