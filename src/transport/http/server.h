// An HTTP/1.1 server with keep-alive.
//
//   auto server = Server::Listen({.port = 8000}, [](Request request, Reply reply) { reply(Answer(request)); });
//   if (!server.ok()) return server.error();
//   server.value()->Start();
//   …
//   server.value()->Stop(std::chrono::seconds(10));
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "sciot/result.h"
#include "transport/http/message.h"
#include "transport/http/refusals.h"

namespace sciot::transport::http {

// Sends the answer of one request. May be called from any thread, also after the server is gone; later calls
// do nothing. When the last copy is destroyed uncalled, the client gets status 500.
using Reply = std::function<void(Response)>;

// Called on an I/O thread for each request; must neither block nor throw. There is no limit on the time until
// the reply: the handler keeps one.
using Handler = std::function<void(Request, Reply)>;

// Of connections that ask for WebSocket at kWebSocketTarget (websocket_message.h).
struct WebSocketOptions {
  // Without it such a request is answered like any other.
  bool enabled = true;
  // Largest message, however fragmented; a larger one closes the connection with code 1009.
  size_t max_message_bytes = size_t{64} << 20;
  // Longest silence; after half of it the server pings.
  Duration idle_timeout = std::chrono::seconds(300);
  // Open ones, which also count for ServerOptions::max_connections and must be at most as many; one more is answered
  // with 503.
  size_t max_connections = 4096;
};

struct ServerOptions {
  // Address or name to bind to; IPv6 with or without brackets.
  std::string host = "127.0.0.1";
  // 0: any free one.
  uint16_t port = 0;
  // Largest request body; a larger one is answered with 413.
  size_t max_body_bytes = size_t{64} << 20;
  // Largest sum of the bodies being received or handled; a request beyond it is answered with 503. A body of
  // unknown length counts as max_body_bytes.
  size_t max_pending_body_bytes = size_t{256} << 20;
  // Largest request head; a larger one is answered with 431.
  size_t max_header_bytes = size_t{16} << 10;
  // Longest wait for the next request on an open connection, which is then closed.
  Duration idle_timeout = std::chrono::seconds(60);
  // Longest time from the first byte of a request to its last; then the connection is cut.
  Duration request_timeout = std::chrono::seconds(30);
  // Longest time without progress while an answer is sent.
  Duration write_timeout = std::chrono::seconds(30);
  // Longest wait for a client that was refused to read its answer and close.
  Duration linger_timeout = std::chrono::seconds(2);
  // Open connections; one more is answered with 503 and closed.
  size_t max_connections = 5120;
  // Threads that read, write and call the handler.
  size_t io_threads = 1;
  // Without it requests that open no WebSocket are answered with 404.
  bool plain_http = true;
  WebSocketOptions websocket = {};
  // Copies of the options, and so servers, share it.
  std::shared_ptr<Refusals> refusals = std::make_shared<Refusals>();
};

// Thread-safe but for construction and destruction.
class Server {
 public:
  // Binds and listens; connections wait until Start.
  static Result<std::unique_ptr<Server>> Listen(ServerOptions options, Handler handler);

  // Stops without grace.
  ~Server();

  // The port bound to.
  uint16_t port() const;

  // Starts the I/O threads. Call once.
  void Start();

  // Accepts nothing more, closes idle connections, lets requests in flight finish for at most `grace`, then
  // cuts what is left. Returns when all threads have ended. Not from the handler.
  void Stop(Duration grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot::transport::http
