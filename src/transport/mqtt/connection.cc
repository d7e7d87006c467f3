#include "transport/mqtt/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/backoff.h"
#include "transport/mqtt/library.h"
#include "transport/wake.h"

namespace sciot::transport::mqtt {
namespace {

// How often the library looks after its pings.
constexpr Duration kHousekeeping = std::chrono::seconds(1);
// Packets that one call of the library may read or write; more wait for the next.
constexpr int kPackets = 1;

// Without it what the broker sends next may wait for our acknowledgement of what it sent before, which the system
// likes to delay.
void AcknowledgeAtOnce(int socket) {
  const int on = 1;
  static_cast<void>(setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on)));
}

int PollMilliseconds(Duration wait) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(std::min(wait, kHousekeeping)).count();
  return static_cast<int>(std::max<decltype(milliseconds)>(milliseconds, 0));
}

}  // namespace

class Connection::Impl final : public LibraryEvents {
 public:
  Impl(ConnectionOptions options, ConnectionEvents events)
      : options_(std::move(options)),
        events_(std::move(events)),
        backoff_(options_.mqtt.reconnect_pause, options_.mqtt.longest_reconnect_pause, options_.seed) {}

  ~Impl() override { Stop(Duration::zero()); }

  Status Open() {
    if (wake_.file() < 0) return Error{ErrorCode::kUnavailable, std::string("eventfd: ") + std::strerror(errno)};
    SCIOT_ASSIGN(client_, MakeClient(options_, *this));
    return {};
  }

  void Start() {
    thread_ = std::thread([this] { Run(); });
  }

  Status Publish(Message message, Duration delay) {
    const size_t size = message.payload.size();
    const MqttOptions& mqtt = options_.mqtt;
    if (size > mqtt.max_payload_bytes) {
      return Error{ErrorCode::kTooLarge, "a payload of " + std::to_string(size) + " bytes, mqtt.max_payload_bytes is " +
                                             std::to_string(mqtt.max_payload_bytes)};
    }
    {
      const std::lock_guard lock(mutex_);
      if (queued_messages_ >= mqtt.max_queued_messages || queued_bytes_ + size > mqtt.max_queued_bytes) {
        return Error{ErrorCode::kUnavailable, std::to_string(queued_messages_) + " messages of " +
                                                  std::to_string(queued_bytes_) +
                                                  " bytes wait for the broker already (mqtt.max_queued_messages, "
                                                  "mqtt.max_queued_bytes)"};
      }
      ++queued_messages_;
      queued_bytes_ += size;
      outbox_.emplace(Now() + delay, std::move(message));
    }
    wake_.Set();
    return {};
  }

  void Stop(Duration grace) {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      stop_at_ = Now() + grace;
    }
    stopping_.notify_all();
    wake_.Set();
    thread_.join();
  }

 private:
  static TimePoint Now() { return std::chrono::steady_clock::now(); }

  // The thread: one connection after the other.
  void Run() {
    while (!IsStopping()) {
      const Error error = Serve();
      is_connected_ = false;
      if (const int socket = mosquitto_socket(client_.get()); socket >= 0) shutdown(socket, SHUT_RDWR);
      if (IsStopping()) return;
      events_.on_lost(WithContext(error, "broker " + options_.address.Authority()));
      Pause(backoff_.Next());
    }
  }

  bool IsStopping() {
    const std::lock_guard lock(mutex_);
    return stop_at_.has_value();
  }

  void Pause(Duration duration) {
    std::unique_lock lock(mutex_);
    stopping_.wait_for(lock, duration, [this] { return stop_at_.has_value(); });
  }

  // One connection, until it ends.
  Error Serve() {
    closed_.clear();
    const TimePoint deadline = Now() + options_.mqtt.connect_timeout;
    if (const Status begun = BeginConnecting(*client_, options_); !begun.ok()) return begun.error();
    while (true) {
      if (const Status step = Step(deadline); !step.ok()) return step.error();
      if (!is_connected_ && Now() >= deadline) {
        return {ErrorCode::kTimeout, "no connection within mqtt.connect_timeout_s"};
      }
    }
  }

  Status Step(TimePoint deadline) {
    SCIOT_TRY(SayFarewell());
    if (is_connected_) SCIOT_TRY(SendDue());
    const int socket = mosquitto_socket(client_.get());
    if (socket < 0) return Lost();
    const bool wants_write = mosquitto_want_write(client_.get());
    std::array<pollfd, 2> files{pollfd{socket, static_cast<short>(wants_write ? POLLIN | POLLOUT : POLLIN), 0},
                                pollfd{wake_.file(), POLLIN, 0}};
    poll(files.data(), files.size(), PollMilliseconds(is_connected_ ? UntilDue() : deadline - Now()));
    wake_.Clear();
    return Exchange(socket, files[0].revents);
  }

  Status Exchange(int socket, short ready) {
    int code = MOSQ_ERR_SUCCESS;
    if ((ready & POLLOUT) != 0) code = mosquitto_loop_write(client_.get(), kPackets);
    if (code == MOSQ_ERR_SUCCESS && (ready & (POLLIN | POLLERR | POLLHUP)) != 0) {
      code = mosquitto_loop_read(client_.get(), kPackets);
      AcknowledgeAtOnce(socket);
    }
    if (code == MOSQ_ERR_SUCCESS) code = mosquitto_loop_misc(client_.get());
    if (code == MOSQ_ERR_SUCCESS && closed_.empty()) return {};
    return closed_.empty() ? Status(LibraryError("the connection ended", code)) : Lost();
  }

  Status Lost() const {
    return Error{ErrorCode::kUnavailable, closed_.empty() ? std::string("the connection ended") : closed_};
  }

  // Once all is sent, or there is no time left: an error that ends the connection, after the farewell.
  Status SayFarewell() {
    {
      const std::lock_guard lock(mutex_);
      if (!stop_at_) return {};
      const bool is_done = queued_messages_ == 0 || !is_connected_;
      if (!is_done && Now() < *stop_at_) return {};
    }
    if (is_connected_ && options_.farewell)
      static_cast<void>(Send(*client_, *options_.farewell, options_.mqtt.version));
    mosquitto_disconnect(client_.get());
    while (mosquitto_socket(client_.get()) >= 0 && mosquitto_want_write(client_.get())) {
      pollfd file{mosquitto_socket(client_.get()), POLLOUT, 0};
      if (poll(&file, 1, PollMilliseconds(kHousekeeping)) <= 0) break;
      if (mosquitto_loop_write(client_.get(), kPackets) != MOSQ_ERR_SUCCESS) break;
    }
    return Error{ErrorCode::kUnavailable, "stopped"};
  }

  // How long nothing has to be sent, as far as is known.
  Duration UntilDue() {
    const std::lock_guard lock(mutex_);
    Duration wait = kHousekeeping;
    if (!outbox_.empty()) wait = std::min(wait, outbox_.begin()->first - Now());
    if (stop_at_) wait = std::min(wait, *stop_at_ - Now());
    return wait;
  }

  std::optional<Message> TakeDue() {
    const std::lock_guard lock(mutex_);
    if (outbox_.empty() || outbox_.begin()->first > Now()) return std::nullopt;
    Message message = std::move(outbox_.begin()->second);
    outbox_.erase(outbox_.begin());
    return message;
  }

  // What the library has taken it sends again itself after a lost connection.
  Status SendDue() {
    while (const std::optional<Message> message = TakeDue()) {
      const size_t size = message->payload.size();
      const Result<int> id = Send(*client_, *message, options_.mqtt.version);
      if (id.ok()) {
        unacknowledged_[id.value()] = size;
      } else {
        Release(size);
        events_.on_dropped(id.error());
      }
    }
    return {};
  }

  void Release(size_t payload_bytes) {
    const std::lock_guard lock(mutex_);
    --queued_messages_;
    queued_bytes_ -= payload_bytes;
  }

  void OnAccepted() override {
    if (const Status subscribed = Subscribe(*client_, options_.subscriptions); !subscribed.ok()) {
      closed_ = subscribed.error().message;
    }
  }

  void OnRefused(const std::string& reason) override { closed_ = "it refuses: " + reason; }

  void OnSubscribed(bool is_granted) override {
    if (!is_granted) {
      closed_ = "it refuses to let this client subscribe";
      return;
    }
    is_connected_ = true;
    backoff_.Reset();
    if (options_.greeting) static_cast<void>(Publish(*options_.greeting, Duration::zero()));
    events_.on_connected();
  }

  void OnClosed(const std::string& reason) override {
    if (closed_.empty()) closed_ = reason;
  }

  void OnAcknowledged(int message_id, const std::string& refusal) override {
    if (!refusal.empty()) {
      events_.on_dropped(
          {ErrorCode::kUnavailable, "broker " + options_.address.Authority() + " refuses a message: " + refusal});
    }
    const auto found = unacknowledged_.find(message_id);
    if (found == unacknowledged_.end()) return;  // a farewell
    Release(found->second);
    unacknowledged_.erase(found);
  }

  void OnMessage(Message message) override { events_.on_message(std::move(message)); }

  void OnOversized(const std::string& topic, size_t payload_bytes) override {
    events_.on_oversized(topic, payload_bytes);
  }

  size_t max_payload_bytes() const override { return options_.mqtt.max_payload_bytes; }

  const ConnectionOptions options_;
  const ConnectionEvents events_;
  Wake wake_;
  Backoff backoff_;                                 // of the thread, as all down to closed_
  Handle client_;                                   // destroyed before what its callbacks use
  std::unordered_map<int, size_t> unacknowledged_;  // payload bytes by message id
  bool is_connected_ = false;
  std::string closed_;  // why the connection ended; empty while it has not

  std::mutex mutex_;
  std::condition_variable stopping_;
  std::multimap<TimePoint, Message> outbox_;  // by when it is due; guarded by mutex_, as all below
  size_t queued_messages_ = 0;                // in the outbox or unacknowledged
  size_t queued_bytes_ = 0;
  std::optional<TimePoint> stop_at_;
  std::thread thread_;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::Create(ConnectionOptions options, ConnectionEvents events) {
  SCIOT_TRY(CheckOptions(options));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(events));
  SCIOT_TRY(impl->Open());
  return std::unique_ptr<Connection>(new Connection(std::move(impl)));
}

void Connection::Start() {
  impl_->Start();
}

Status Connection::Publish(Message message, Duration delay) {
  return impl_->Publish(std::move(message), delay);
}

void Connection::Stop(Duration grace) {
  impl_->Stop(grace);
}

}  // namespace sciot::transport::mqtt
