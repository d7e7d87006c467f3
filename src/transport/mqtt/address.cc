#include "transport/mqtt/address.h"

#include <algorithm>

#include "transport/http/url.h"

namespace sciot::transport::mqtt {
namespace {

constexpr std::string_view kScheme = "mqtt://";
constexpr std::string_view kEncryptedScheme = "mqtts://";
constexpr uint16_t kEncryptedPort = 8883;
constexpr size_t kMaxTopicBytes = 200;

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

}  // namespace

bool IsAddress(std::string_view text) {
  return text.starts_with(kScheme) || text.starts_with(kEncryptedScheme);
}

Status CheckTopic(std::string_view topic) {
  const std::string name = "topic '" + std::string(topic.substr(0, kMaxTopicBytes)) + "'";
  if (topic.empty() || topic.size() > kMaxTopicBytes) return Invalid(name + " has not 1 to 200 bytes");
  const auto is_bad = [](char c) { return c <= ' ' || c > '~' || c == '+' || c == '#'; };
  if (std::ranges::any_of(topic, is_bad)) return Invalid(name + " holds a space, a wildcard or no ASCII");
  if (topic.front() != '/' && topic.back() != '/' && topic.front() != '$') return {};
  return Invalid(name + " starts or ends with '/', or starts with '$'");
}

Result<Address> Address::Parse(std::string_view text) {
  if (!IsAddress(text)) return Invalid("URL '" + std::string(text) + "' must start with mqtt:// or mqtts://");
  Address address;
  address.is_encrypted = text.starts_with(kEncryptedScheme);
  if (text.find('@') != std::string_view::npos) {
    return Invalid("a broker's URL names no user: give mqtt.username and mqtt.password_file");
  }
  const std::string_view rest = text.substr(address.is_encrypted ? kEncryptedScheme.size() : kScheme.size());
  const auto url = http::Url::Parse("http://" + std::string(rest));
  if (!url.ok()) return Invalid("URL '" + std::string(text) + "' is not mqtt://HOST[:PORT][/TOPIC]");
  address.host = url.value().host;
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const bool has_port = authority.find(':', authority.find(']') + 1) != std::string_view::npos;
  if (has_port) address.port = url.value().port;
  if (!has_port && address.is_encrypted) address.port = kEncryptedPort;
  if (!url.value().prefix.empty()) address.topic = url.value().prefix.substr(1);
  SCIOT_TRY(CheckTopic(address.topic));
  return address;
}

std::string Address::Authority() const {
  return http::JoinHostPort(host, port);
}

}  // namespace sciot::transport::mqtt
