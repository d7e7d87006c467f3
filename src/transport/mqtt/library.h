// libmosquitto in our words. One thread for each client.
#pragma once

#include <mosquitto.h>

#include <memory>
#include <string>
#include <vector>

#include "sciot/result.h"
#include "transport/mqtt/connection.h"

namespace sciot::transport::mqtt {

struct Destroy {
  void operator()(mosquitto* client) const { mosquitto_destroy(client); }
};
using Handle = std::unique_ptr<mosquitto, Destroy>;

// Called by the library while it reads or writes.
class LibraryEvents {
 public:
  virtual ~LibraryEvents() = default;
  virtual void OnAccepted() = 0;
  virtual void OnRefused(const std::string& reason) = 0;
  // Whether the broker granted all.
  virtual void OnSubscribed(bool is_granted) = 0;
  virtual void OnClosed(const std::string& reason) = 0;
  // `refusal` is why the broker did not take the message, as MQTT 5 can say; empty: it did.
  virtual void OnAcknowledged(int message_id, const std::string& refusal) = 0;
  virtual void OnMessage(Message message) = 0;
  virtual void OnOversized(const std::string& topic, size_t payload_bytes) = 0;
  virtual size_t max_payload_bytes() const = 0;
};

// Refuses what cannot be meant.
Status CheckOptions(const ConnectionOptions& options);

// A client that is not connected. `events` must outlive it.
Result<Handle> MakeClient(const ConnectionOptions& options, LibraryEvents& events);

// Begins to connect, without waiting for the other side; a name is resolved meanwhile.
Status BeginConnecting(mosquitto& client, const ConnectionOptions& options);
Status Subscribe(mosquitto& client, const std::vector<std::string>& filters);
// The id that OnAcknowledged will name.
Result<int> Send(mosquitto& client, const Message& message, MqttVersion version);
// Of a call that failed with `code`.
Error LibraryError(const std::string& what, int code);

}  // namespace sciot::transport::mqtt
