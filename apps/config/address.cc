#include "address.h"

#include <charconv>

namespace sciot::app {
namespace {

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

Result<uint16_t> ParsePort(std::string_view text) {
  uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure == std::errc() && end == text.data() + text.size()) return port;
  return Invalid("'" + std::string(text) + "' is not a port, 0..65535");
}

}  // namespace

Result<Address> ParseAddress(const std::string& text, const std::string& default_host) {
  const size_t colon = text.rfind(':');
  const std::string host = colon == std::string::npos ? default_host : text.substr(0, colon);
  const std::string_view port_text = std::string_view(text).substr(colon == std::string::npos ? 0 : colon + 1);
  const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (host.empty() || (!is_bracketed && host.find(':') != std::string::npos)) {
    return Invalid("'" + text + "' is not HOST:PORT (an IPv6 address goes in brackets)");
  }
  SCIOT_ASSIGN(const uint16_t port, ParsePort(port_text));
  return Address{host, port};
}

}  // namespace sciot::app
