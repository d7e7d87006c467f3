// The edge for devices of the first firmware over MQTT. docs/mqtt.md has their topics.
#pragma once

#include <functional>
#include <string>

#include "edge/edge_service.h"
#include "edge/legacy_edge.h"
#include "edge/mqtt_monitor.h"
#include "edge/options.h"
#include "protocol/mqtt_topics.h"

namespace sciot::edge {

// Thread-safe.
class MqttLegacy {
 public:
  using Publish = std::function<void(const std::string& topic, const std::string& payload)>;

  // All must outlive this and every message that was taken in.
  MqttLegacy(EdgeService& service, const EdgeOptions& options, LegacyEdge& legacy, MqttMonitor& monitor,
             Publish publish)
      : service_(service), options_(options), legacy_(legacy), monitor_(monitor), publish_(std::move(publish)) {}

  // A registration, a picture or a result frame that came at a topic of `source`. What is wrong is logged and counted.
  void TakeIn(const protocol::MqttSource& source, Bytes payload);

 private:
  void TakeInRegistration(const Bytes& payload);
  void TakeInPicture(const std::string& device, const Bytes& payload);
  void TakeInFrame(const std::string& device, Bytes payload);
  // Tells a device its next layer.
  void PublishLayer(const std::string& device);
  void Refuse(const std::string& device, const Error& error);

  EdgeService& service_;
  const EdgeOptions& options_;
  LegacyEdge& legacy_;
  MqttMonitor& monitor_;
  const Publish publish_;
};

}  // namespace sciot::edge
