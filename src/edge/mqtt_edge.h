// The edge over MQTT, as a client of a broker. docs/mqtt.md has topics and messages.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/lru_cache.h"
#include "edge/legacy_edge.h"
#include "edge/message_handler.h"
#include "edge/mqtt_legacy.h"
#include "edge/mqtt_monitor.h"
#include "transport/http/server.h"
#include "transport/mqtt/connection.h"

namespace sciot::edge {

// Configuration keys: communication.mqtt.topic and so on.
struct MqttEdgeOptions {
  // Where the broker is; its topic is what this edge's topics start with.
  transport::mqtt::Address address{"127.0.0.1"};
  MqttOptions mqtt;
  // The last so many requests are told from their duplicates, which are dropped; >= 1.
  size_t remembered_requests = 4096;
};

// What answers messages. All must outlive the edge; `legacy` may be null.
struct MqttAnswerers {
  EdgeService& service;
  const EdgeOptions& options;
  // Of calls as over HTTP.
  transport::http::Handler calls;
  MessageHandler& messages;
  LegacyEdge* legacy;
};

// Thread-safe but for construction, Start, Stop and destruction.
class MqttEdge {
 public:
  // Refuses options that cannot be meant. `monitor` must outlive the edge.
  static Result<std::unique_ptr<MqttEdge>> Create(MqttEdgeOptions options, MqttAnswerers answerers,
                                                  MqttMonitor& monitor);

  // Keeps trying to reach the broker from now on.
  void Start() { connection_->Start(); }

  // Takes in nothing more.
  void Drain() { is_draining_ = true; }

  // Sends what waits, for at most `grace`. When everything that was taken in is answered.
  void Stop(Duration grace) { connection_->Stop(grace); }

 private:
  // Where an answer goes, and what it repeats.
  struct ReturnPath {
    std::string topic;
    Bytes correlation;
  };

  MqttEdge(MqttEdgeOptions options, MqttAnswerers answerers, MqttMonitor& monitor);

  Status Connect();
  void OnConnected();
  void OnLost(const Error& error);
  void TakeIn(transport::mqtt::Message message);
  void TakeInName(const transport::mqtt::Message& message);
  void TakeInPresence(const std::string& device, const transport::mqtt::Message& message);
  void TakeInRequest(const std::string& device, transport::mqtt::Message message);
  void TakeInCall(const std::string& device, const Bytes& payload, ReturnPath path);
  void TakeInGuide(const std::string& device, Bytes payload, ReturnPath path);
  void TakeInFramed(const Bytes& payload, const ReturnPath& path);
  ReturnPath ReturnPathOf(const std::string& device, transport::mqtt::Message& message) const;
  bool IsDuplicate(const std::string& device, const std::string& id);
  void AnswerCall(const ReturnPath& path, const std::string& id, const transport::http::Response& response);
  // Whether it will be sent.
  Status Publish(const ReturnPath& path, Bytes payload, Duration delay);
  void Refuse(const std::string& topic, const Error& error);

  const MqttEdgeOptions options_;
  const MqttAnswerers answerers_;
  MqttMonitor& monitor_;
  std::optional<MqttLegacy> legacy_;
  std::atomic<bool> is_draining_ = false;
  bool is_loss_known_ = false;                               // of the connection's thread
  LruCache<std::string, char> remembered_;                   // requests by device and id; of the connection's thread
  std::unique_ptr<transport::mqtt::Connection> connection_;  // last: its thread ends before the rest
};

}  // namespace sciot::edge
