#include "edge/mqtt_edge.h"

#include <utility>

#include "base/log.h"
#include "edge/http_route.h"
#include "protocol/error_body.h"
#include "protocol/framed_message.h"
#include "protocol/message.h"
#include "protocol/mqtt_topics.h"
#include "protocol/name.h"
#include "transport/http/websocket_message.h"

namespace sciot::edge {
namespace {

using protocol::MqttKind;
using transport::http::Request;
using transport::http::Response;
using transport::mqtt::Message;

constexpr size_t kMaxHeaderBytes = size_t{16} << 10;
constexpr int kBadRequest = 400;
constexpr int kPayloadTooLarge = 413;
// The id of an answer to a request whose own could not be read.
constexpr std::string_view kNoId = "-";
// Stands where an address has its port.
constexpr std::string_view kPeerEnding = ":mqtt";

Bytes ToBytes(std::string_view text) {
  const ByteView bytes = AsBytes(text);
  return {bytes.begin(), bytes.end()};
}

Bytes PayloadOf(std::string_view id, const Response& response) {
  Bytes payload = ToBytes(transport::http::FormatWebSocketResponseHead(id, response.status, response.headers));
  AppendBytes(payload, response.body);
  return payload;
}

}  // namespace

MqttEdge::MqttEdge(MqttEdgeOptions options, MqttAnswerers answerers, MqttMonitor& monitor)
    : options_(std::move(options)),
      answerers_(std::move(answerers)),
      monitor_(monitor),
      remembered_({.max_size = options_.remembered_requests}) {
  if (answerers_.legacy == nullptr) return;
  legacy_.emplace(answerers_.service, answerers_.options, *answerers_.legacy, monitor_,
                  [this](const std::string& topic, const std::string& payload) {
                    static_cast<void>(Publish({topic, {}}, ToBytes(payload), answerers_.service.NextNetworkDelay()));
                  });
}

Result<std::unique_ptr<MqttEdge>> MqttEdge::Create(MqttEdgeOptions options, MqttAnswerers answerers,
                                                   MqttMonitor& monitor) {
  std::unique_ptr<MqttEdge> edge(new MqttEdge(std::move(options), std::move(answerers), monitor));
  SCIOT_TRY(edge->Connect());
  return edge;
}

Status MqttEdge::Connect() {
  const std::string& topic = options_.address.topic;
  const std::string edge_topic = protocol::MqttEdgeTopic(topic);
  std::vector<std::string> filters{protocol::MqttRequestFilter(topic), protocol::MqttPresenceFilter(topic), edge_topic};
  if (legacy_) {
    for (const auto filter :
         {protocol::kLegacyRegistrationTopic, protocol::kLegacyPictureFilter, protocol::kLegacyFrameFilter}) {
      filters.emplace_back(filter);
    }
  }
  transport::mqtt::ConnectionOptions options{options_.address, options_.mqtt, true, std::move(filters), {}, {}};
  options.greeting = Message{edge_topic, ToBytes(options_.mqtt.client_id), /*is_retained=*/true};
  options.farewell = Message{edge_topic, {}, /*is_retained=*/true};
  transport::mqtt::ConnectionEvents events;
  events.on_connected = [this] { OnConnected(); };
  events.on_lost = [this](const Error& error) { OnLost(error); };
  events.on_message = [this](Message message) { TakeIn(std::move(message)); };
  events.on_oversized = [this](const std::string& from, size_t bytes) {
    monitor_.Count(MqttEvent::kOversized);
    LogWarning("a message of " + std::to_string(bytes) + " bytes at '" + from + "' is larger than max_payload_bytes");
  };
  events.on_dropped = [this](const Error& error) {
    monitor_.Count(MqttEvent::kUnsent);
    LogWarning(error.message);
  };
  SCIOT_ASSIGN(connection_, transport::mqtt::Connection::Create(std::move(options), std::move(events)));
  return {};
}

void MqttEdge::OnConnected() {
  is_loss_known_ = false;
  monitor_.Count(MqttEvent::kConnected);
  monitor_.SetConnected(true);
  LogInfo("connected to broker " + options_.address.Authority());
}

// Told once, not at each attempt.
void MqttEdge::OnLost(const Error& error) {
  monitor_.SetConnected(false);
  if (std::exchange(is_loss_known_, true)) return LogDebug(error.message);
  LogWarning(error.message + "; it is tried again in the background");
}

void MqttEdge::TakeIn(Message message) {
  if (is_draining_) return;
  const auto source =
      protocol::ParseMqttTopic(message.topic, options_.address.topic, answerers_.options.message_limits);
  if (!source.ok()) return Refuse(message.topic, source.error());
  if (source.value().kind == MqttKind::kRequest) return TakeInRequest(source.value().device, std::move(message));
  if (source.value().kind == MqttKind::kEdge) return TakeInName(message);
  if (source.value().kind == MqttKind::kPresence) return TakeInPresence(source.value().device, message);
  if (legacy_) legacy_->TakeIn(source.value(), std::move(message.payload));
}

void MqttEdge::TakeInName(const Message& message) {
  const std::string name(AsText(message.payload));
  if (name.empty() || name == options_.mqtt.client_id) return;  // one that goes, or this one
  if (const Status checked = protocol::CheckName(name, "the name of an edge", answerers_.options.message_limits);
      !checked.ok()) {
    return Refuse(message.topic, checked.error());
  }
  LogError("edge '" + name + "' has topic '" + options_.address.topic +
           "', too, and both answer each request: give each edge of a broker a communication.mqtt.topic of its own");
}

void MqttEdge::TakeInPresence(const std::string& device, const Message& message) {
  const std::string_view word = AsText(message.payload);
  if (word.empty()) return;  // what was retained is deleted
  if (word == protocol::kMqttOnline || word == protocol::kMqttOffline) {
    return monitor_.SetPresence(device, word == protocol::kMqttOnline);
  }
  Refuse(message.topic, {ErrorCode::kInvalidArgument, "neither 'online' nor 'offline'"});
}

void MqttEdge::TakeInRequest(const std::string& device, Message message) {
  if (message.is_retained) {
    return Refuse(message.topic, {ErrorCode::kInvalidArgument, "a retained request would be run again and again"});
  }
  monitor_.Count(MqttEvent::kRequest);
  ReturnPath path = ReturnPathOf(device, message);
  if (transport::http::IsWebSocketRequest(message.payload)) return TakeInCall(device, message.payload, std::move(path));
  if (AsText(message.payload).starts_with('{')) return TakeInGuide(device, std::move(message.payload), std::move(path));
  TakeInFramed(message.payload, path);
}

void MqttEdge::TakeInCall(const std::string& device, const Bytes& payload, ReturnPath path) {
  auto request = transport::http::ParseWebSocketRequest(payload, kMaxHeaderBytes);
  if (!request.ok()) {
    Refuse(path.topic, request.error());
    return AnswerCall(path, std::string(kNoId), transport::http::ErrorResponse(kBadRequest, request.error().message));
  }
  auto& [id, call] = request.value();
  if (IsDuplicate(device, id)) return;
  call.peer_address = device + std::string(kPeerEnding);
  answerers_.calls(std::move(call), [this, path = std::move(path), id = id](const Response& response) {
    AnswerCall(path, id, response);
  });
}

void MqttEdge::TakeInGuide(const std::string& device, Bytes payload, ReturnPath path) {
  Request request{"POST",
                  std::string(kInferenceOfGuide),
                  {{"Content-Type", protocol::kJsonContentType}},
                  std::move(payload),
                  device + std::string(kPeerEnding)};
  answerers_.calls(std::move(request), [this, path = std::move(path)](const Response& response) {
    static_cast<void>(Publish(path, response.body, response.delay));
  });
}

void MqttEdge::TakeInFramed(const Bytes& payload, const ReturnPath& path) {
  if (const auto message = protocol::OpenFrame(payload); !message.ok()) {
    Refuse(path.topic, {ErrorCode::kInvalidArgument, "neither a call, JSON nor a framed message"});
    const Error error{ErrorCode::kInvalidArgument, "a request starts with 'SCW1 ', or is JSON or a framed message"};
    static_cast<void>(Publish(path, ToBytes(protocol::EncodeErrorBody(error)), Duration::zero()));
    return;
  }
  answerers_.messages.Handle(payload, [this, path](std::span<const std::byte> answer) {
    static_cast<void>(Publish(path, Bytes(answer.begin(), answer.end()), answerers_.service.NextNetworkDelay()));
  });
}

// Not to where requests come from: an edge shall not ask itself.
MqttEdge::ReturnPath MqttEdge::ReturnPathOf(const std::string& device, Message& message) const {
  const std::string& topic = options_.address.topic;
  const bool is_named = !message.response_topic.empty() &&
                        message.response_topic.find_first_of("+#") == std::string::npos &&
                        !message.response_topic.starts_with(protocol::MqttRequestTopic(topic, ""));
  return {is_named ? std::move(message.response_topic) : protocol::MqttAnswerTopic(topic, device),
          std::move(message.correlation)};
}

bool MqttEdge::IsDuplicate(const std::string& device, const std::string& id) {
  const std::string key = device + '\n' + id;  // names hold no line end
  if (remembered_.Find(key) == nullptr) {
    remembered_.Insert(key, {});
    return false;
  }
  monitor_.Count(MqttEvent::kDuplicate);
  LogDebug("dropped a request that came before: '" + id + "' of '" + device + "'");
  return true;
}

void MqttEdge::AnswerCall(const ReturnPath& path, const std::string& id, const Response& response) {
  const Status sent = Publish(path, PayloadOf(id, response), response.delay);
  if (sent.ok() || sent.error().code != ErrorCode::kTooLarge) return;
  const Response refusal = transport::http::ErrorResponse(kPayloadTooLarge, sent.error().message);
  static_cast<void>(Publish(path, PayloadOf(id, refusal), response.delay));
}

Status MqttEdge::Publish(const ReturnPath& path, Bytes payload, Duration delay) {
  Message message{path.topic, std::move(payload)};
  message.correlation = path.correlation;
  Status sent = connection_->Publish(std::move(message), delay);
  monitor_.Count(sent.ok() ? MqttEvent::kAnswer : MqttEvent::kUnsent);
  if (!sent.ok()) LogWarning("an answer to '" + path.topic + "' is not sent: " + sent.error().message);
  return sent;
}

void MqttEdge::Refuse(const std::string& topic, const Error& error) {
  answerers_.service.CountMalformed();
  monitor_.Count(MqttEvent::kMalformed);
  LogWarning("a message for '" + topic + "': " + error.message);
}

}  // namespace sciot::edge
