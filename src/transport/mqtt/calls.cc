#include "transport/mqtt/calls.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <unordered_map>

#include "base/log.h"
#include "transport/http/websocket_message.h"

namespace sciot::transport::mqtt {
namespace {

// For the farewell when the device ends.
constexpr Duration kFarewellGrace = std::chrono::milliseconds(500);

// Unlike those of any other process, so that an answer to an earlier one is not taken for ours.
std::string RandomPrefix() {
  std::random_device source;
  std::array<char, 16> digits{};
  const uint64_t value = uint64_t{source()} << 32 | source();
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  return std::string(digits.data(), end) + "-";
}

uint64_t RandomSeed() {
  std::random_device source;
  return uint64_t{source()} << 32 | source();
}

std::string Milliseconds(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

// After that nobody waits any more. At least a second: MQTT counts in whole ones.
uint32_t ExpirySeconds(Duration timeout) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(timeout).count();
  return static_cast<uint32_t>(std::clamp<decltype(seconds)>(seconds, 1, UINT32_MAX));
}

Bytes Join(const std::string& head, const std::vector<ByteView>& body) {
  Bytes bytes;
  size_t size = head.size();
  for (const ByteView part : body) size += part.size();
  bytes.reserve(size);
  AppendBytes(bytes, AsBytes(head));
  for (const ByteView part : body) AppendBytes(bytes, part);
  return bytes;
}

}  // namespace

class Calls::Impl {
 public:
  explicit Impl(CallOptions options) : options_(std::move(options)), prefix_(RandomPrefix()) {}

  ~Impl() {
    if (connection_ != nullptr) connection_->Stop(kFarewellGrace);
  }

  Status Open() {
    ConnectionOptions options{
        options_.address,  options_.mqtt, options_.keeps_session, {options_.answer_topic}, options_.greeting,
        options_.farewell, RandomSeed()};
    ConnectionEvents events;
    events.on_connected = [this] { SetLink({Link::kUp, std::nullopt}); };
    events.on_lost = [this](const Error& error) { SetLink({Link::kDown, error}); };
    events.on_message = [this](const Message& message) { TakeAnswer(message); };
    events.on_oversized = [](const std::string&, size_t bytes) { DropOversized(bytes); };
    events.on_dropped = [](const Error& error) { LogWarning(error.message); };
    SCIOT_ASSIGN(connection_, Connection::Create(std::move(options), std::move(events)));
    connection_->Start();
    return {};
  }

  Result<http::Response> Send(const void* caller, const http::ClientRequest& request, Duration timeout) {
    const TimePoint deadline = std::chrono::steady_clock::now() + timeout;
    Waiter waiter{caller};
    const std::string id = Enter(waiter);
    Result<http::Response> response = Exchange(id, waiter, request, {timeout, deadline});
    const std::lock_guard lock(mutex_);
    waiters_.erase(id);
    return response;
  }

  void Cancel(const void* caller) {
    {
      const std::lock_guard lock(mutex_);
      for (auto& [id, waiter] : waiters_) {
        if (waiter->caller == caller) waiter->is_cancelled = true;
      }
    }
    changed_.notify_all();
  }

 private:
  enum class Link { kConnecting, kUp, kDown };
  struct LinkState {
    Link link = Link::kConnecting;
    std::optional<Error> error;  // of kDown
  };
  // A call in progress, on the stack of its thread.
  struct Waiter {
    const void* caller;
    bool is_cancelled = false;
    std::optional<Result<http::Response>> answer = std::nullopt;
  };
  struct Limit {
    Duration timeout;
    TimePoint deadline;
  };

  std::string Enter(Waiter& waiter) {
    const std::lock_guard lock(mutex_);
    std::string id = prefix_ + std::to_string(++last_call_);
    waiters_[id] = &waiter;
    return id;
  }

  Result<http::Response> Exchange(const std::string& id, Waiter& waiter, const http::ClientRequest& request,
                                  const Limit& limit) {
    SCIOT_TRY(WaitForLink(waiter, limit));
    const std::string head = http::FormatWebSocketRequestHead(id, request.method, request.target, request.headers);
    Message message{options_.request_topic, Join(head, request.body)};
    message.expiry_seconds = ExpirySeconds(limit.timeout);
    SCIOT_TRY(connection_->Publish(std::move(message)));
    if (request.once_sent) request.once_sent();
    return WaitForAnswer(waiter, limit);
  }

  Status WaitForLink(const Waiter& waiter, const Limit& limit) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, limit.deadline, [&] { return waiter.is_cancelled || link_.link != Link::kConnecting; });
    if (waiter.is_cancelled) return Cancelled();
    if (link_.link == Link::kUp) return {};
    if (link_.link == Link::kDown) return *link_.error;
    return Error{ErrorCode::kTimeout,
                 "no connection to broker " + options_.address.Authority() + " within " + Milliseconds(limit.timeout)};
  }

  Result<http::Response> WaitForAnswer(Waiter& waiter, const Limit& limit) {
    std::unique_lock lock(mutex_);
    const auto is_over = [&] { return waiter.is_cancelled || waiter.answer || link_.link != Link::kUp; };
    changed_.wait_until(lock, limit.deadline, is_over);
    if (waiter.answer) return *std::move(waiter.answer);
    if (waiter.is_cancelled) return Cancelled();
    if (link_.link == Link::kUp) {
      return Error{ErrorCode::kTimeout, "no answer through broker " + options_.address.Authority() + " within " +
                                            Milliseconds(limit.timeout)};
    }
    return Error{ErrorCode::kUnavailable, "the connection to broker " + options_.address.Authority() + " was lost"};
  }

  Error Cancelled() const {
    return {ErrorCode::kUnavailable, "the call through broker " + options_.address.Authority() + " was cancelled"};
  }

  void SetLink(LinkState state) {
    {
      const std::lock_guard lock(mutex_);
      link_ = std::move(state);
    }
    changed_.notify_all();
  }

  void TakeAnswer(const Message& message) {
    auto answer = http::ParseWebSocketResponse(message.payload, options_.max_header_bytes);
    if (!answer.ok()) return LogWarning("a message at '" + message.topic + "' is no answer: " + answer.error().message);
    {
      const std::lock_guard lock(mutex_);
      const auto found = waiters_.find(answer.value().id);
      if (found == waiters_.end() || found->second->answer) {
        return LogDebug("dropped an answer that is late or a duplicate: '" + answer.value().id + "'");
      }
      found->second->answer = std::move(answer.value().message);
    }
    changed_.notify_all();
  }

  // Whose it was is not known, so whoever waits goes on waiting.
  static void DropOversized(size_t payload_bytes) {
    LogWarning("an answer of " + std::to_string(payload_bytes) + " bytes is larger than mqtt.max_payload_bytes");
  }

  const CallOptions options_;
  const std::string prefix_;
  std::mutex mutex_;
  std::condition_variable changed_;
  LinkState link_;  // guarded by mutex_, as all below
  uint64_t last_call_ = 0;
  std::unordered_map<std::string, Waiter*> waiters_;
  std::unique_ptr<Connection> connection_;  // last: its thread ends before the rest
};

class Calls::SharedCaller final : public http::Caller {
 public:
  explicit SharedCaller(std::shared_ptr<Calls> calls) : calls_(std::move(calls)) {}

  Result<http::Response> Send(const http::ClientRequest& request, Duration timeout) override {
    return calls_->impl_->Send(this, request, timeout);
  }
  void Cancel() override { calls_->impl_->Cancel(this); }

 private:
  const std::shared_ptr<Calls> calls_;
};

Calls::Calls(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Calls::~Calls() = default;

Result<std::shared_ptr<Calls>> Calls::Open(CallOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  SCIOT_TRY(impl->Open());
  return std::shared_ptr<Calls>(new Calls(std::move(impl)));
}

std::unique_ptr<http::Caller> Calls::MakeCaller(std::shared_ptr<Calls> calls) {
  return std::make_unique<SharedCaller>(std::move(calls));
}

}  // namespace sciot::transport::mqtt
