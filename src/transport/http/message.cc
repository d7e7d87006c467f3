#include "transport/http/message.h"

#include <algorithm>

namespace sciot::transport::http {
namespace {

char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerCase(x) == LowerCase(y); });
}

// Printable ASCII stays; quotes, backslashes and everything else are replaced, so that the text is a JSON
// string.
char JsonSafe(char c) {
  if (c == '"') return '\'';
  return c >= 0x20 && c < 0x7f && c != '\\' ? c : '?';
}

}  // namespace

std::optional<std::string_view> Headers::Find(std::string_view name) const {
  for (const Header& header : headers_) {
    if (SameName(header.name, name)) return header.value;
  }
  return std::nullopt;
}

void Headers::AppendLines(std::string& text, std::string_view line_end) const {
  for (const Header& header : headers_) text.append(header.name).append(": ").append(header.value).append(line_end);
}

std::string_view HostOf(std::string_view address) {
  std::string_view host = address.substr(0, address.rfind(':'));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return host;
}

Response ErrorResponse(int status, std::string_view message) {
  std::string text(message);
  std::transform(text.begin(), text.end(), text.begin(), JsonSafe);
  Response response{status, {{"Content-Type", "application/json"}}, {}};
  AppendBytes(response.body, AsBytes("{\"error\":\"" + text + "\"}"));
  return response;
}

}  // namespace sciot::transport::http
