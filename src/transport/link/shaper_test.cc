#include "transport/link/shaper.h"

#include <gtest/gtest.h>

#include <future>

#include "transport/http/client.h"
#include "transport/http/server.h"

namespace sciot::transport::link {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;

constexpr Duration kLong = std::chrono::seconds(30);

// A server behind a shaped link, and a client before it. GET /N answers with N bytes, POST with none.
class ShaperTest : public testing::Test {
 protected:
  static void Answer(const http::Request& request, const http::Reply& reply) {
    http::Response response;
    response.body.resize(std::stoul("0" + request.target.substr(1)));
    reply(std::move(response));
  }

  void StartLink(const LinkConditions& conditions) {
    server_ = http::Server::Listen({}, Answer).value();
    server_->Start();
    shaper_ = Shaper::Listen({.target_port = server_->port()}, conditions).value();
    client_ = std::make_unique<http::Client>(http::Url{"127.0.0.1", shaper_->port(), ""});
  }

  // Seconds of one exchange with so many body bytes each way; negative when it fails.
  double Exchange(size_t up_bytes, size_t down_bytes) {
    const Bytes body(up_bytes);
    const auto begin = std::chrono::steady_clock::now();
    const auto response =
        client_->Send({.method = "POST", .target = "/" + std::to_string(down_bytes), .body = {body}}, kLong);
    const duration<double> took = std::chrono::steady_clock::now() - begin;
    return response.ok() && response.value().body.size() == down_bytes ? took.count() : -1;
  }

  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Shaper> shaper_;
  std::unique_ptr<http::Client> client_;
};

TEST_F(ShaperTest, AnUnlimitedLinkCarriesEverything) {
  StartLink({});
  EXPECT_GE(Exchange(0, 0), 0);
  EXPECT_GE(Exchange(5000000, 5000000), 0);
}

// At the rate of the other direction either exchange would take longer than an exchange may.
TEST_F(ShaperTest, UplinkAndDownlinkHaveTheirOwnBandwidth) {
  StartLink({.uplink_bytes_per_second = 1e6, .downlink_bytes_per_second = 1e3});
  EXPECT_GE(Exchange(200000, 0), 0.19);
  shaper_->Set({.uplink_bytes_per_second = 1e3, .downlink_bytes_per_second = 5e5});
  EXPECT_GE(Exchange(0, 100000), 0.19);
}

TEST_F(ShaperTest, TheDelayIsPaidInEachDirection) {
  StartLink({.one_way_delay = milliseconds(30)});
  EXPECT_GE(Exchange(1000, 1000), 0.060);
}

// Else they would take longer than an exchange may.
TEST_F(ShaperTest, ChunksDoNotWaitForTheDelayOfTheOneBefore) {
  StartLink({.one_way_delay = milliseconds(500)});
  EXPECT_GE(Exchange(2000000, 0), 1);
}

TEST_F(ShaperTest, ConnectionsShareTheBandwidth) {
  StartLink({.uplink_bytes_per_second = 1e6});
  const auto begin = std::chrono::steady_clock::now();
  auto other = std::async(std::launch::async, [this] {
    http::Client client(http::Url{"127.0.0.1", shaper_->port(), ""});
    const Bytes body(100000);
    return client.Send({.method = "POST", .target = "/0", .body = {body}}, kLong).ok();
  });
  EXPECT_GE(Exchange(100000, 0), 0);
  EXPECT_TRUE(other.get());
  const duration<double> both = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(both.count(), 0.19);
}

TEST_F(ShaperTest, NewConditionsHoldForAnOpenConnection) {
  StartLink({.uplink_bytes_per_second = 1e7});
  EXPECT_GE(Exchange(50000, 0), 0);
  shaper_->Set({.uplink_bytes_per_second = 2e5});
  EXPECT_GE(Exchange(50000, 0), 0.24);
}

TEST_F(ShaperTest, ARefusingLinkResetsConnectionsUntilItEnds) {
  StartLink({});
  EXPECT_GE(Exchange(10, 10), 0);
  shaper_->Set({.state = LinkState::kRefusing});
  EXPECT_EQ(client_->Send({}, kLong).error().code, ErrorCode::kUnavailable);
  shaper_->Set({});
  EXPECT_GE(Exchange(10, 10), 0);
}

TEST_F(ShaperTest, ARefusingLinkEndsACallInProgress) {
  StartLink({.uplink_bytes_per_second = 1000});
  auto call = std::async(std::launch::async, [this] { return Exchange(1000000, 0); });
  EXPECT_EQ(call.wait_for(milliseconds(50)), std::future_status::timeout);
  shaper_->Set({.state = LinkState::kRefusing});
  EXPECT_LT(call.get(), 0);
}

TEST_F(ShaperTest, ABlackoutHoldsWhatIsSentUntilItEnds) {
  StartLink({});
  EXPECT_GE(Exchange(10, 10), 0);
  shaper_->Set({.state = LinkState::kBlackout});
  auto call = std::async(std::launch::async, [this] { return Exchange(10, 10); });
  EXPECT_EQ(call.wait_for(milliseconds(100)), std::future_status::timeout);
  shaper_->Set({});
  EXPECT_GE(call.get(), 0);
}

TEST_F(ShaperTest, AConnectionThatWasSilencedNeverSpeaksAgain) {
  StartLink({});
  EXPECT_GE(Exchange(10, 10), 0);
  shaper_->Set({.state = LinkState::kSilent});
  EXPECT_EQ(client_->Send({}, milliseconds(100)).error().code, ErrorCode::kTimeout);
  shaper_->Set({});
  http::Client other(http::Url{"127.0.0.1", shaper_->port(), ""});
  EXPECT_TRUE(other.Send({.target = "/1"}, kLong).ok());
}

TEST_F(ShaperTest, ResetConnectionsAreMadeAnew) {
  StartLink({.uplink_bytes_per_second = 1000});
  auto call = std::async(std::launch::async, [this] { return Exchange(1000000, 0); });
  while (call.wait_for(milliseconds(10)) == std::future_status::timeout) shaper_->ResetConnections();
  EXPECT_LT(call.get(), 0);
  shaper_->Set({});
  EXPECT_GE(Exchange(10, 10), 0);
}

TEST_F(ShaperTest, ALostPacketIsWaitedFor) {
  StartLink({.loss = 1, .stall = milliseconds(5)});
  // Each way, the most attempts.
  EXPECT_GE(Exchange(0, 0), 0.15);
}

TEST_F(ShaperTest, ATargetThatIsGoneResetsTheClient) {
  StartLink({});
  server_.reset();
  const auto response = client_->Send({}, kLong);
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
}

TEST(ShaperListenTest, BadAddressesAreNamed) {
  EXPECT_EQ(Shaper::Listen({.target_host = "no.such.host.invalid"}, {})
                .error()
                .message.find("'no.such.host.invalid' is no host"),
            0U);
  const auto first = Shaper::Listen({}, {}).value();
  EXPECT_EQ(Shaper::Listen({.listen_port = first->port()}, {}).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace sciot::transport::link
