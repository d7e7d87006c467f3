// An HTTP/1.1 client that keeps its connection.
//
//   Client client(url);
//   auto response = client.Send({.method = "POST", .target = "/v2/models/fomo/infer", .body = segments},
//   500ms);
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sciot/result.h"
#include "transport/http/message.h"
#include "transport/http/url.h"

namespace sciot::transport::http {

struct ClientOptions {
  // Longest wait for a connection, within the time a call has.
  Duration connect_timeout = std::chrono::seconds(5);
  // Longest wait from the last byte of a request to the first of its answer, likewise.
  Duration read_timeout = Duration::max();
  // Largest body of an answer.
  size_t max_response_bytes = size_t{64} << 20;
  // Largest head of an answer.
  size_t max_header_bytes = size_t{16} << 10;
};

// A request as a client sends it. Borrows its body.
struct ClientRequest {
  std::string method = "GET";
  // Path and query, encoded; the URL's prefix goes before it.
  std::string target = "/";
  // Without Host and Content-Length, which the client adds.
  Headers headers = {};
  // Sent one after another without being joined.
  std::vector<ByteView> body = {};
  // Called when all has been handed to the system, before the answer is read; once more where the request is repeated.
  std::function<void()> once_sent = {};
};

// Whoever carries requests to a server and answers back. Used by one thread at a time, but for Cancel.
class Caller {
 public:
  virtual ~Caller() = default;

  // Sends and waits for the whole answer, of any status, for at most `timeout`. Errors: kTimeout; kUnavailable when the
  // server cannot be reached or breaks off; kTooLarge.
  virtual Result<Response> Send(const ClientRequest& request, Duration timeout) = 0;

  // From any thread: the call in progress, if any, fails with kUnavailable.
  virtual void Cancel() = 0;
};

class Client final : public Caller {
 public:
  explicit Client(Url url, ClientOptions options = {});
  ~Client() override;

  // A kept connection that the server has closed meanwhile is replaced once, so a request may reach the server twice.
  Result<Response> Send(const ClientRequest& request, Duration timeout) override;
  void Cancel() override;

  const Url& url() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sciot::transport::http
