// Topics of messages that an edge gets from a broker.
#include "base/bytes.h"
#include "protocol/mqtt_topics.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto source = sciot::protocol::ParseMqttTopic(sciot::AsText(bytes), "sciot/edge");
  // What was read can be said again.
  if (source.ok() && source.value().kind == sciot::protocol::MqttKind::kRequest) {
    const std::string topic = sciot::protocol::MqttRequestTopic("sciot/edge", source.value().device);
    if (sciot::protocol::ParseMqttTopic(topic, "sciot/edge").value() != source.value()) __builtin_trap();
  }
  return 0;
}
