#include "edge/protocol_servers.h"

#include <gmock/gmock.h>

#include <functional>
#include <stdexcept>

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class NoEdge final : public EdgeHost {
 public:
  void Handle(std::span<const std::byte> /*message*/, Answer answer) override { answer({}); }
  void Log(const std::string& /*message*/) override {}
};

class Scripted final : public CustomProtocolServer {
 public:
  Scripted(std::function<Status()> start, std::function<void()> stop)
      : start_(std::move(start)), stop_(std::move(stop)) {}
  Status Start() override { return start_(); }
  void Stop() override { stop_(); }

 private:
  std::function<Status()> start_;
  std::function<void()> stop_;
};

class ProtocolServersTest : public ::testing::Test {
 protected:
  void Add(
      const std::string& name, const std::function<Status()>& start, const std::function<void()>& stop = [] {}) {
    extensions_.protocol_servers[name] = [=](EdgeHost&) { return std::make_unique<Scripted>(start, stop); };
  }

  Extensions extensions_;
  NoEdge edge_;
  extension::Faults faults_;
};

TEST_F(ProtocolServersTest, EachIsStartedAndStopped) {
  int stops = 0;
  const auto start = [] { return Status(); };
  Add("a", start, [&] { ++stops; });
  Add("b", start, [&] { ++stops; });
  ProtocolServers servers(extensions_, edge_, faults_);
  EXPECT_THAT(servers.names(), ElementsAre("a", "b"));
  servers.Stop();
  EXPECT_EQ(stops, 2);
}

TEST_F(ProtocolServersTest, WhatCannotStartIsReportedAndTheOthersGoOn) {
  Add("a", []() -> Status { throw std::runtime_error("no port"); });
  Add("b", [] { return Status(Error{ErrorCode::kUnavailable, "taken"}); });
  Add("c", [] { return Status(); });
  extensions_.protocol_servers["d"] = [](EdgeHost&) { return nullptr; };
  ProtocolServers servers(extensions_, edge_, faults_);
  EXPECT_THAT(servers.names(), ElementsAre("c"));
  EXPECT_THAT(faults_.counts(),
              ElementsAre(Pair("a: not started", 1U), Pair("b: not started", 1U), Pair("d: not started", 1U)));
}

TEST_F(ProtocolServersTest, OneThatThrowsWhenItIsStoppedDoesNotKeepTheOthers) {
  bool stopped = false;
  Add(
      "a", [] { return Status(); }, [] { throw 1; });
  Add(
      "b", [] { return Status(); }, [&] { stopped = true; });
  ProtocolServers servers(extensions_, edge_, faults_);
  servers.Stop();
  EXPECT_TRUE(stopped);
  EXPECT_THAT(faults_.counts(), ElementsAre(Pair("a: threw", 1U)));
}

}  // namespace
}  // namespace sciot::edge
