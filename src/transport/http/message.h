// HTTP messages as values.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"

namespace sciot::transport::http {

// A head is mostly shorter.
inline constexpr size_t kUsualHeadBytes = 256;

struct Header {
  std::string name;
  std::string value;
};

// Header fields in the order they came; names compare without case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers) : headers_(headers) {}

  void Reserve(size_t count) { headers_.reserve(count); }
  void Add(std::string name, std::string value) { headers_.push_back({std::move(name), std::move(value)}); }
  // The value of the first field called `name`; valid while the headers are.
  std::optional<std::string_view> Find(std::string_view name) const;
  const std::vector<Header>& list() const { return headers_; }
  // Appends a line "NAME: VALUE" each.
  void AppendLines(std::string& text, std::string_view line_end) const;

 private:
  std::vector<Header> headers_;
};

// A request as a server receives it.
struct Request {
  // "GET", "POST", …; a HEAD arrives as GET and the server leaves the answer's body out.
  std::string method;
  // Path and query as they came, e.g. "/v2/models/fomo/infer".
  std::string target;
  Headers headers;
  Bytes body;
  // Of the other side, e.g. "127.0.0.1:50312".
  std::string peer_address;
};

struct Response {
  int status = 200;
  // Without Content-Length and Connection, which the server adds.
  Headers headers;
  Bytes body;
  // The server waits so long before it sends the answer, on a timer; no thread waits.
  Duration delay{};
};

// The host of an address such as "127.0.0.1:50312" or "[::1]:50312", without the brackets.
std::string_view HostOf(std::string_view address);

// A JSON answer {"error": message}; `message` may be any text.
Response ErrorResponse(int status, std::string_view message);

}  // namespace sciot::transport::http
