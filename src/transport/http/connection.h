// One connection of the HTTP server. Internal to the HTTP transport.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "transport/http/asio.h"
#include "transport/http/body_reader.h"
#include "transport/http/message.h"
#include "transport/http/server.h"

namespace sciot::transport::http {

// Whether replies may still be posted to the connections. A reply can outlive the server, so it holds the
// gate and takes the lock while it touches anything of the server's.
struct Gate {
  std::mutex mutex;
  bool open = true;  // guarded by mutex
};

// What the connections of a server share. Outlives them.
struct ServerShared {
  ServerOptions options;
  Handler handler;
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::atomic<size_t> pending_body_bytes = 0;
  std::atomic<size_t> websocket_connections = 0;
};

// Counts a body against max_pending_body_bytes until it is destroyed.
class BodyReservation {
 public:
  BodyReservation(ServerShared& shared, size_t size_bytes) : shared_(shared) { Grow(size_bytes); }
  BodyReservation(const BodyReservation&) = delete;
  BodyReservation& operator=(const BodyReservation&) = delete;
  ~BodyReservation() { shared_.pending_body_bytes.fetch_sub(size_bytes_); }

  void Grow(size_t bytes) {
    size_bytes_ += bytes;
    total_ = shared_.pending_body_bytes.fetch_add(bytes) + bytes;
  }
  bool fits() const { return total_ <= shared_.options.max_pending_body_bytes; }

 private:
  ServerShared& shared_;
  size_t size_bytes_ = 0;
  size_t total_ = 0;
};

// All members run on executor(), unless noted.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, ServerShared& shared);

  // From any thread.
  asio::any_io_executor executor() { return stream_.get_executor(); }

  // Answers requests until the connection ends.
  asio::awaitable<void> Serve();
  // Says that there are too many connections without reading a request, and closes.
  asio::awaitable<void> RefuseForNumber();

  // Closes when idle; otherwise the answer in the making is the last.
  void Drain();
  // The handler's answer.
  void Accept(Response response);
  // From any thread: whether it is the one that asks the handler now, so that the answer need not be posted. Only that
  // thread ever finds its own id here.
  bool IsAskedByThisThread() const {
    return asking_thread_.load(std::memory_order_relaxed) == std::this_thread::get_id();
  }

 private:
  // How a request ended.
  enum class Outcome {
    kKeepOpen,  // answered; the next may follow
    kClose,     // nothing more to say
    kLinger     // answered before the request was read to its end
  };

  // A request and what its head says about the answer.
  struct Incoming {
    Request request;
    bool keep_alive;
    bool with_body;
  };

  static Incoming MakeIncoming(const HeadParser& head, const std::string& peer_address);

  asio::awaitable<void> Close(Outcome outcome);
  asio::awaitable<bool> WaitForRequest();
  // Sees to it that the wait ends after idle_timeout. Requests move the end, not the timer: it looks when it fires.
  void WatchIdleWait();
  void EndLongIdleWait();
  asio::awaitable<Outcome> ServeOne();
  error_code TakeHead(HeadParser& head);
  bool IsWhole(const HeadParser& head) const;
  asio::awaitable<error_code> ReadHead(HeadParser& head);
  // Until the connection ends.
  asio::awaitable<Outcome> ServeWebSocket(const HeadParser& head);
  template <typename AnyStream>
  asio::awaitable<void> ExchangeMessages(AnyStream& stream);
  template <typename AnyStream>
  asio::awaitable<error_code> AnswerMessage(AnyStream& stream, std::string head, Bytes body);
  // Reads the body, too.
  asio::awaitable<Outcome> Answer(HeadParser& head);
  asio::awaitable<error_code> ReadRestOfBody(HeadParser& head, Bytes& body);
  asio::awaitable<Outcome> RefuseBroken(error_code error);
  asio::awaitable<Outcome> RefuseRequest(Response response);
  // Counts and logs it, too.
  asio::awaitable<Outcome> RefuseRequest(Refusal refusal, int status, std::string message);
  void Note(Refusal refusal, std::string_view detail) const;
  // Sets reply_, now or later.
  void PassToHandler(Request request);
  asio::awaitable<void> WaitForReply();
  asio::awaitable<void> Wait(Duration delay);
  std::string TooLargeMessage(const HeadParser* head) const;

  ServerShared& shared_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::string peer_address_;
  asio::steady_timer reply_arrived_;  // never expires; cancelled when reply_ is set
  std::optional<Response> reply_;
  asio::steady_timer idle_watch_;
  bool is_watching_ = false;             // idle_watch_ runs
  std::optional<TimePoint> idle_since_;  // while it waits for a request
  std::atomic<std::thread::id> asking_thread_;
  bool idle_ = false;
  bool draining_ = false;
};

}  // namespace sciot::transport::http
