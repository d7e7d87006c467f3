#include "transport/mqtt/connection.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include "transport/mqtt/calls.h"

namespace sciot::transport::mqtt {
namespace {

constexpr Duration kLong = std::chrono::seconds(60);

// A port of this machine that takes connections and says nothing, or none where it does not listen.
class SilentPort {
 public:
  enum class Kind { kListens, kRefuses };

  explicit SilentPort(Kind kind) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, any, size), 0);
    EXPECT_EQ(::getsockname(socket_, any, &size), 0);
    port_ = ntohs(address.sin_port);
    EXPECT_TRUE(kind == Kind::kRefuses || ::listen(socket_, 8) == 0);
  }
  ~SilentPort() { ::close(socket_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  uint16_t port() const { return port_; }

 private:
  int socket_;
  uint16_t port_ = 0;
};

ConnectionOptions OptionsFor(const SilentPort& port) {
  ConnectionOptions options{.address = {"127.0.0.1", port.port()}, .mqtt = {}, .subscriptions = {"a"}};
  options.mqtt.client_id = "test";
  options.mqtt.reconnect_pause = std::chrono::milliseconds(1);
  options.mqtt.longest_reconnect_pause = std::chrono::milliseconds(2);
  return options;
}

Message Of(size_t payload_bytes) {
  return {"a", Bytes(payload_bytes)};
}

TEST(MqttConnectionTest, ABrokerThatIsNotThereIsTriedAgain) {
  const SilentPort port(SilentPort::Kind::kRefuses);
  std::promise<std::string> third;
  int losses = 0;
  ConnectionEvents events;
  events.on_lost = [&](const Error& error) {
    if (++losses == 3) third.set_value(error.message);
  };
  const auto connection = Connection::Create(OptionsFor(port), std::move(events)).value();
  connection->Start();
  EXPECT_NE(third.get_future().get().find("127.0.0.1:" + std::to_string(port.port())), std::string::npos);
}

TEST(MqttConnectionTest, ABrokerThatSaysNothingIsGivenUp) {
  const SilentPort port(SilentPort::Kind::kListens);
  for (const MqttVersion version : {MqttVersion::kV311, MqttVersion::kV5}) {
    ConnectionOptions options = OptionsFor(port);
    options.mqtt.version = version;
    options.mqtt.connect_timeout = std::chrono::milliseconds(20);
    std::promise<Error> lost;
    bool is_first = true;
    ConnectionEvents events;
    events.on_lost = [&](const Error& error) {
      if (std::exchange(is_first, false)) lost.set_value(error);
    };
    const auto connection = Connection::Create(std::move(options), std::move(events)).value();
    connection->Start();
    EXPECT_EQ(lost.get_future().get().code, ErrorCode::kTimeout);
  }
}

TEST(MqttConnectionTest, TheQueueHasAnEnd) {
  const SilentPort port(SilentPort::Kind::kRefuses);
  ConnectionOptions options = OptionsFor(port);
  options.mqtt.max_payload_bytes = 10;
  options.mqtt.max_queued_messages = 3;
  options.mqtt.max_queued_bytes = 19;
  const auto connection = Connection::Create(std::move(options), {}).value();
  EXPECT_EQ(connection->Publish(Of(11)).error().code, ErrorCode::kTooLarge);
  EXPECT_TRUE(connection->Publish(Of(10)).ok());
  EXPECT_EQ(connection->Publish(Of(10)).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(connection->Publish(Of(9)).ok());
  EXPECT_TRUE(connection->Publish(Of(0)).ok());
  EXPECT_EQ(connection->Publish(Of(0)).error().code, ErrorCode::kUnavailable);
}

TEST(MqttConnectionTest, OptionsThatCannotBeMeantAreRefused) {
  const SilentPort port(SilentPort::Kind::kRefuses);
  ConnectionOptions nameless = OptionsFor(port);
  nameless.mqtt.client_id.clear();
  EXPECT_FALSE(Connection::Create(nameless, {}).ok());
  ConnectionOptions restless = OptionsFor(port);
  restless.mqtt.keep_alive = std::chrono::seconds(4);
  EXPECT_FALSE(Connection::Create(restless, {}).ok());
  ConnectionOptions secretive = OptionsFor(port);
  secretive.mqtt.username = "u";
  secretive.mqtt.password_file = "/nonexistent/secret";
  EXPECT_EQ(Connection::Create(secretive, {}).error().code, ErrorCode::kNotFound);
}

TEST(MqttCallsTest, ACallFailsAtOnceWhileTheBrokerIsAway) {
  const SilentPort port(SilentPort::Kind::kRefuses);
  const ConnectionOptions options = OptionsFor(port);
  const auto calls = Calls::Open({.address = options.address, .mqtt = options.mqtt, .answer_topic = "a"}).value();
  const auto caller = Calls::MakeCaller(calls);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(caller->Send({}, kLong).error().code, ErrorCode::kUnavailable);
}

TEST(MqttCallsTest, ACallThatWaitsForTheConnectionIsBoundedAndCancelled) {
  const SilentPort port(SilentPort::Kind::kListens);
  ConnectionOptions options = OptionsFor(port);
  options.mqtt.connect_timeout = kLong;
  const auto calls = Calls::Open({.address = options.address, .mqtt = options.mqtt, .answer_topic = "a"}).value();
  const auto first = Calls::MakeCaller(calls);
  EXPECT_EQ(first->Send({}, std::chrono::milliseconds(1)).error().code, ErrorCode::kTimeout);
  std::atomic<bool> is_over = false;
  std::thread cancelling([&] {
    while (!is_over) {
      first->Cancel();
      std::this_thread::yield();
    }
  });
  EXPECT_EQ(first->Send({}, kLong).error().code, ErrorCode::kUnavailable);
  is_over = true;
  cancelling.join();
}

}  // namespace
}  // namespace sciot::transport::mqtt
