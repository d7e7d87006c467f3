#include "edge/mqtt_monitor.h"

#include <gmock/gmock.h>

namespace sciot::edge {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

protocol::EdgeStatus StatusOf(const MqttMonitor& monitor) {
  protocol::EdgeStatus status;
  monitor.AddTo(status);
  return status;
}

TEST(MqttMonitorTest, EventsAreCountedByName) {
  MqttMonitor monitor(2);
  monitor.Count(MqttEvent::kDuplicate);
  monitor.Count(MqttEvent::kDuplicate);
  monitor.Count(MqttEvent::kUnsent);
  const auto counters = StatusOf(monitor).counters["mqtt"];
  EXPECT_EQ(counters.size(), 8U);
  EXPECT_THAT(counters, Contains(Pair("duplicates", 2U)));
  EXPECT_THAT(counters, Contains(Pair("unsent_answers", 1U)));
  EXPECT_THAT(counters, Contains(Pair("requests", 0U)));
}

TEST(MqttMonitorTest, OfflineDevicesAreForgottenFirst) {
  MqttMonitor monitor(2);
  monitor.SetPresence("a", true);
  monitor.SetPresence("b", false);
  EXPECT_THAT(StatusOf(monitor).mqtt->devices, ElementsAre(Pair("a", "online"), Pair("b", "offline")));
  monitor.SetPresence("c", true);
  EXPECT_THAT(StatusOf(monitor).mqtt->devices, ElementsAre(Pair("a", "online"), Pair("c", "online")));
  monitor.SetPresence("d", true);
  EXPECT_EQ(StatusOf(monitor).mqtt->devices.size(), 2U);
}

TEST(MqttMonitorTest, TheConnectionIsShown) {
  MqttMonitor monitor(1);
  EXPECT_FALSE(StatusOf(monitor).mqtt->is_connected);
  monitor.SetConnected(true);
  EXPECT_TRUE(StatusOf(monitor).mqtt->is_connected);
}

}  // namespace
}  // namespace sciot::edge
