#include "transport/http/url.h"

#include <charconv>

namespace sciot::transport::http {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kWebSocketScheme = "ws://";

Error BadUrl(std::string_view text, const std::string& problem) {
  return Error{ErrorCode::kInvalidArgument, "URL '" + std::string(text) + "': " + problem};
}

Result<uint16_t> ParsePort(std::string_view digits, std::string_view url) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error == std::errc() && end == digits.data() + digits.size() && port > 0) return port;
  return BadUrl(url, "the port '" + std::string(digits) + "' is not from 1 to 65535");
}

bool IsPlain(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
  }
  return text.find_first_of("?#@") == std::string_view::npos;
}

// Takes the host off the front of "host:port" or "[host]:port".
Result<std::string> TakeHost(std::string_view& authority, std::string_view url) {
  const bool bracketed = authority.starts_with('[');
  const size_t end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && end == std::string_view::npos) return BadUrl(url, "']' is missing");
  std::string host(bracketed ? authority.substr(1, end - 1) : authority.substr(0, end));
  if (host.empty()) return BadUrl(url, "the host is missing");
  authority.remove_prefix(end == std::string_view::npos ? authority.size() : end + (bracketed ? 1 : 0));
  return host;
}

}  // namespace

Result<Url> Url::Parse(std::string_view text) {
  if (text.starts_with("https://")) {
    return Error{ErrorCode::kUnsupported, "URL '" + std::string(text) + "': TLS is not supported; use http://"};
  }
  const bool websocket = text.starts_with(kWebSocketScheme);
  if (!websocket && !text.starts_with(kScheme))
    return BadUrl(text, "must start with http://, ws://, mqtt:// or mqtts://");
  const std::string_view scheme = websocket ? kWebSocketScheme : kScheme;
  if (!IsPlain(text)) return BadUrl(text, "must be " + std::string(scheme) + "HOST[:PORT][/PREFIX]");
  std::string_view authority = text.substr(scheme.size());
  const size_t slash = authority.find('/');
  Url url;
  url.websocket = websocket;
  if (slash != std::string_view::npos) url.prefix = authority.substr(slash);
  while (url.prefix.ends_with('/')) url.prefix.pop_back();
  authority = authority.substr(0, slash);
  SCIOT_ASSIGN(url.host, TakeHost(authority, text));
  if (authority.empty()) return url;
  if (authority.front() != ':') return BadUrl(text, "after the host only :PORT may follow");
  SCIOT_ASSIGN(url.port, ParsePort(authority.substr(1), text));
  return url;
}

std::string Url::Authority() const {
  return JoinHostPort(host, port);
}

std::string JoinHostPort(std::string_view host, uint16_t port) {
  const bool ipv6 = host.find(':') != std::string_view::npos;
  const std::string name = ipv6 ? "[" + std::string(host) + "]" : std::string(host);
  return name + ":" + std::to_string(port);
}

}  // namespace sciot::transport::http
