#include "transport/http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <condition_variable>
#include <set>
#include <thread>

#include "transport/http/connection.h"
#include "transport/http/url.h"

namespace sciot::transport::http {
namespace {

// Refused connections that may still be reading their 503.
constexpr size_t kMaxRefusals = 64;
// Wait after a failed accept, e.g. for want of file descriptors.
constexpr auto kAcceptRetry = std::chrono::milliseconds(100);

std::string WithoutBrackets(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

Result<tcp::endpoint> ResolveLocal(asio::io_context& io, const std::string& host, uint16_t port) {
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (!error) return tcp::endpoint(address, port);
  const auto found = tcp::resolver(io).resolve(host, std::to_string(port), tcp::resolver::passive, error);
  if (!error && !found.empty()) return found.begin()->endpoint();
  return Error{ErrorCode::kInvalidArgument, "cannot listen on '" + host + "': " + error.message()};
}

Error ListenError(const std::string& host, uint16_t port, error_code error) {
  const bool in_use = error == asio::error::address_in_use;
  return Error{in_use ? ErrorCode::kConflict : ErrorCode::kInvalidArgument,
               "cannot listen on " + JoinHostPort(host, port) + ": " + error.message()};
}

error_code Bind(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  return error;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler)
      : io_(std::make_unique<asio::io_context>(static_cast<int>(options.io_threads))),
        acceptor_(MakeExecutor(options)) {
    shared_.options = std::move(options);
    shared_.handler = std::move(handler);
  }

  ~Impl() {
    Stop(Duration::zero());
    {
      const std::lock_guard lock(shared_.gate->mutex);
      shared_.gate->open = false;
    }
    connections_.clear();
  }

  Status Listen() {
    const std::string host = WithoutBrackets(shared_.options.host);
    SCIOT_ASSIGN(const auto endpoint, ResolveLocal(*io_, host, shared_.options.port));
    if (const error_code error = Bind(acceptor_, endpoint)) return ListenError(host, shared_.options.port, error);
    error_code error;
    port_ = acceptor_.local_endpoint(error).port();
    return error ? Status(ListenError(host, shared_.options.port, error)) : Status();
  }

  uint16_t port() const { return port_; }

  void Start() {
    asio::co_spawn(acceptor_.get_executor(), AcceptLoop(), [](const std::exception_ptr&) {});
    for (size_t i = 0; i < shared_.options.io_threads; ++i) threads_.emplace_back([this] { io_->run(); });
  }

  void Stop(Duration grace) {
    const std::lock_guard stopping(stop_mutex_);
    std::unique_lock lock(mutex_);
    if (!draining_) BeginDrain();
    ended_.wait_for(lock, grace, [this] { return connections_.empty(); });
    lock.unlock();
    io_->stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    CloseAcceptor();  // what BeginDrain posted may not have run
  }

 private:
  // One thread runs everything in order; several need a strand for that.
  asio::any_io_executor MakeExecutor(const ServerOptions& options) {
    if (options.io_threads == 1) return io_->get_executor();
    return asio::make_strand(*io_);
  }

  void CloseAcceptor() {
    error_code ignored;  // nothing is accepted either way
    acceptor_.close(ignored);
  }

  // Requires mutex_.
  void BeginDrain() {
    draining_ = true;
    asio::post(acceptor_.get_executor(), [this] { CloseAcceptor(); });
    for (const auto& connection : connections_) {
      asio::post(connection->executor(), [connection] { connection->Drain(); });
    }
  }

  asio::awaitable<void> AcceptLoop() {
    asio::steady_timer retry(acceptor_.get_executor());
    while (acceptor_.is_open()) {
      const asio::any_io_executor executor = MakeExecutor(shared_.options);
      auto [error, socket] = co_await acceptor_.async_accept(executor, kAsTuple);
      if (!error) {
        Admit(std::move(socket));
      } else if (error != asio::error::operation_aborted) {
        retry.expires_after(kAcceptRetry);
        co_await retry.async_wait(kAsTuple);
      }
    }
  }

  void Admit(tcp::socket socket) {
    const std::lock_guard lock(mutex_);
    const size_t max_connections = shared_.options.max_connections;
    if (draining_ || connections_.size() >= max_connections + kMaxRefusals) return;
    const bool refused = connections_.size() >= max_connections;
    const auto connection = std::make_shared<Connection>(std::move(socket), shared_);
    connections_.insert(connection);
    asio::co_spawn(connection->executor(), refused ? RefuseOne(connection) : ServeOne(connection),
                   [this, connection](const std::exception_ptr&) { Remove(connection); });
  }

  static asio::awaitable<void> ServeOne(std::shared_ptr<Connection> connection) { co_await connection->Serve(); }

  static asio::awaitable<void> RefuseOne(std::shared_ptr<Connection> connection) {
    co_await connection->RefuseForNumber();
  }

  void Remove(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection);
    if (connections_.empty()) ended_.notify_all();
  }

  ServerShared shared_;
  // Destroyed after the acceptor and before what the coroutines in it refer to.
  std::unique_ptr<asio::io_context> io_;
  tcp::acceptor acceptor_;
  uint16_t port_ = 0;
  std::vector<std::thread> threads_;
  std::mutex stop_mutex_;  // serialises Stop
  std::mutex mutex_;
  std::condition_variable ended_;
  bool draining_ = false;                              // guarded by mutex_
  std::set<std::shared_ptr<Connection>> connections_;  // guarded by mutex_
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::Listen(ServerOptions options, Handler handler) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
  SCIOT_TRY(impl->Listen());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

uint16_t Server::port() const {
  return impl_->port();
}

void Server::Start() {
  impl_->Start();
}

void Server::Stop(Duration grace) {
  impl_->Stop(grace);
}

}  // namespace sciot::transport::http
