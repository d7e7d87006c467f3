#include "transport/link/shaper.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

#include "transport/link/pipe.h"

namespace sciot::transport::link {
namespace {

// Small, so that bytes wait in the sender and not in the kernel; not below the 64 KiB segments of the
// loopback interface, which would stall.
constexpr int kSocketBufferBytes = 64 << 10;
// Wait after a failed accept, e.g. for want of file descriptors.
constexpr auto kAcceptRetry = std::chrono::milliseconds(100);

void Tune(tcp::socket& socket) {
  error_code ignored;  // without these the link is less exact, not wrong
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::send_buffer_size(kSocketBufferBytes), ignored);
  socket.set_option(asio::socket_base::receive_buffer_size(kSocketBufferBytes), ignored);
}

// Closes so that the other side sees a reset, not an orderly end.
void Reset(tcp::socket& socket) {
  error_code ignored;  // it is closed either way
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

// One connection and its continuation to the target. Kept alive by its coroutines.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket client, Link& link)
      : client_(std::move(client)),
        target_(client_.get_executor()),
        up_(client_, target_, link, link.up()),
        down_(target_, client_, link, link.down()) {}

  asio::awaitable<void> Run(tcp::endpoint endpoint) {
    const auto self = shared_from_this();
    Tune(client_);
    const auto [error] = co_await target_.async_connect(endpoint, kAsTuple);
    if (error) {
      Abort();
      co_return;
    }
    Tune(target_);
    Spawn(up_.Read());
    Spawn(up_.Write());
    Spawn(down_.Read());
    Spawn(down_.Write());
  }

  void Abort() {
    Reset(client_);
    Reset(target_);
    up_.Cancel();
    down_.Cancel();
  }

 private:
  void Spawn(asio::awaitable<error_code> part) {
    asio::co_spawn(client_.get_executor(), Watch(shared_from_this(), std::move(part)), asio::detached);
  }

  static asio::awaitable<void> Watch(std::shared_ptr<Session> self, asio::awaitable<error_code> part) {
    const error_code error = co_await std::move(part);
    if (error) self->Abort();
  }

  tcp::socket client_;
  tcp::socket target_;
  Pipe up_;
  Pipe down_;
};

Result<tcp::endpoint> FindEndpoint(const std::string& host, uint16_t port) {
  asio::io_context io;
  error_code error;
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  const auto found = tcp::resolver(io).resolve(is_bracketed ? host.substr(1, host.size() - 2) : host,
                                               std::to_string(port), tcp::resolver::numeric_service, error);
  if (!error && !found.empty()) return found.begin()->endpoint();
  return Error{ErrorCode::kInvalidArgument, "'" + host + "' is no host that can be found: " + error.message()};
}

}  // namespace

class Shaper::Impl {
 public:
  Impl(tcp::endpoint target, uint64_t seed) : target_(std::move(target)), link_(io_, seed) {}

  ~Impl() {
    asio::post(io_, [this] { AbortAll(); });
    asio::post(io_, [this] { io_.stop(); });
    if (thread_.joinable()) thread_.join();
  }

  Status Listen(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.set_option(asio::socket_base::receive_buffer_size(kSocketBufferBytes), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (!error) return {};
    return Error{ErrorCode::kConflict, "cannot listen on " + endpoint.address().to_string() + ":" +
                                           std::to_string(endpoint.port()) + ": " + error.message()};
  }

  void Start(const LinkConditions& conditions) {
    link_.Set(conditions);
    asio::co_spawn(io_, AcceptLoop(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  void Set(const LinkConditions& conditions) {
    RunInLoop([this, &conditions] {
      link_.Set(conditions);
      if (conditions.state == LinkState::kRefusing) AbortAll();
    });
  }

  void ResetConnections() {
    RunInLoop([this] { AbortAll(); });
  }

  uint16_t port() const { return port_; }

 private:
  // Returns when the loop's thread has run it.
  template <typename Function>
  void RunInLoop(Function function) {
    std::packaged_task<void()> task(std::move(function));
    std::future<void> done = task.get_future();
    asio::post(io_, std::move(task));
    done.wait();
  }

  asio::awaitable<void> AcceptLoop() {
    asio::steady_timer retry(io_);
    while (true) {
      auto [error, socket] = co_await acceptor_.async_accept(kAsTuple);
      if (!error) {
        Admit(std::move(socket));
      } else {
        retry.expires_after(kAcceptRetry);
        co_await retry.async_wait(kAsTuple);
      }
    }
  }

  void Admit(tcp::socket socket) {
    if (link_.conditions().state == LinkState::kRefusing) return Reset(socket);
    std::erase_if(sessions_, [](const std::weak_ptr<Session>& session) { return session.expired(); });
    const auto session = std::make_shared<Session>(std::move(socket), link_);
    sessions_.push_back(session);
    asio::co_spawn(io_, session->Run(target_), asio::detached);
  }

  void AbortAll() {
    for (const auto& weak : sessions_) {
      if (const auto session = weak.lock()) session->Abort();
    }
    sessions_.clear();
  }

  const tcp::endpoint target_;
  uint16_t port_ = 0;
  std::vector<std::weak_ptr<Session>> sessions_;
  asio::io_context io_{1};
  Link link_;
  tcp::acceptor acceptor_{io_};
  std::thread thread_;
};

Shaper::Shaper(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Shaper::~Shaper() = default;

Result<std::unique_ptr<Shaper>> Shaper::Listen(const ShaperOptions& options, const LinkConditions& conditions) {
  SCIOT_ASSIGN(const auto listen, FindEndpoint(options.listen_host, options.listen_port));
  SCIOT_ASSIGN(const auto target, FindEndpoint(options.target_host, options.target_port));
  auto impl = std::make_unique<Impl>(target, options.seed);
  SCIOT_TRY(impl->Listen(listen));
  impl->Start(conditions);
  return std::unique_ptr<Shaper>(new Shaper(std::move(impl)));
}

uint16_t Shaper::port() const {
  return impl_->port();
}

void Shaper::Set(const LinkConditions& conditions) {
  impl_->Set(conditions);
}

void Shaper::ResetConnections() {
  impl_->ResetConnections();
}

}  // namespace sciot::transport::link
