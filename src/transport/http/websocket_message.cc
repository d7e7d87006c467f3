#include "transport/http/websocket_message.h"

#include <algorithm>
#include <charconv>

namespace sciot::transport::http {
namespace {

constexpr std::string_view kMark = "SCW1 ";
constexpr std::string_view kHeadEnd = "\n\n";
constexpr size_t kMaxIdBytes = 64;

// The words of the first line, the headers, and what follows them.
struct Parts {
  std::vector<std::string_view> words;
  Headers headers;
  ByteView body;
};

Error Malformed(const std::string& problem) {
  return {ErrorCode::kInvalidArgument, "WebSocket message: " + problem};
}

// Takes off the front up to `separator`, which goes too; everything where there is none.
std::string_view Take(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

Status ParseHeaders(std::string_view lines, Headers& headers) {
  while (!lines.empty()) {
    std::string_view value = Take(lines, '\n');
    const size_t colon = value.find(": ");
    if (colon == 0 || colon == std::string_view::npos) return Malformed("a header is not 'NAME: VALUE'");
    headers.Add(std::string(value.substr(0, colon)), std::string(value.substr(colon + 2)));
  }
  return {};
}

Result<Parts> Parse(ByteView bytes, size_t word_count, size_t max_header_bytes) {
  const std::string_view text = AsText(bytes);
  if (!text.starts_with(kMark)) return Malformed("does not start with 'SCW1 '");
  const size_t head_bytes = WebSocketHeadBytes(bytes, max_header_bytes);
  if (head_bytes == 0) {
    return Malformed("no empty line within " + std::to_string(std::min(text.size(), max_header_bytes)) +
                     " bytes (max_header_bytes)");
  }
  const size_t end = head_bytes - kHeadEnd.size();
  std::string_view head = text.substr(kMark.size(), end - std::min(end, kMark.size()));
  Parts parts;
  std::string_view first = Take(head, '\n');
  while (!first.empty()) parts.words.push_back(Take(first, ' '));
  const bool has_empty = std::ranges::any_of(parts.words, [](auto word) { return word.empty(); });
  if (parts.words.size() != word_count || has_empty) {
    return Malformed("the first line has not " + std::to_string(word_count + 1) + " words");
  }
  if (parts.words[0].size() > kMaxIdBytes) return Malformed("the id is longer than 64 bytes");
  SCIOT_TRY(ParseHeaders(head, parts.headers));
  parts.body = bytes.subspan(head_bytes);
  return parts;
}

std::string FormatHeaders(const Headers& headers) {
  std::string lines = "\n";
  for (const Header& header : headers.list()) lines += header.name + ": " + header.value + "\n";
  return lines + "\n";
}

Bytes ToBytes(ByteView view) {
  return {view.begin(), view.end()};
}

}  // namespace

bool IsWebSocketRequest(ByteView bytes) {
  return AsText(bytes).starts_with(kMark);
}

size_t WebSocketHeadBytes(ByteView bytes, size_t max_header_bytes) {
  const size_t end = AsText(bytes).substr(0, max_header_bytes).find(kHeadEnd);
  return end == std::string_view::npos ? 0 : end + kHeadEnd.size();
}

bool IsForeignMessage(const Request& request) {
  return request.method == "POST" && request.target == kWebSocketTarget;
}

std::string FormatWebSocketRequestHead(std::string_view id, std::string_view method, std::string_view target,
                                       const Headers& headers) {
  return std::string(kMark) + std::string(id) + " " + std::string(method) + " " + std::string(target) +
         FormatHeaders(headers);
}

std::string FormatWebSocketResponseHead(std::string_view id, int status, const Headers& headers) {
  return std::string(kMark) + std::string(id) + " " + std::to_string(status) + FormatHeaders(headers);
}

Result<Identified<Request>> ParseWebSocketRequest(ByteView bytes, size_t max_header_bytes) {
  SCIOT_ASSIGN(Parts parts, Parse(bytes, 3, max_header_bytes));
  return Identified<Request>{
      std::string(parts.words[0]),
      {std::string(parts.words[1]), std::string(parts.words[2]), std::move(parts.headers), ToBytes(parts.body), {}}};
}

Result<Identified<Response>> ParseWebSocketResponse(ByteView bytes, size_t max_header_bytes) {
  SCIOT_ASSIGN(Parts parts, Parse(bytes, 2, max_header_bytes));
  int status = 0;
  const std::string_view word = parts.words[1];
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
  if (error != std::errc() || end != word.data() + word.size() || status < 100 || status > 599) {
    return Malformed("'" + std::string(word) + "' is no status");
  }
  return Identified<Response>{std::string(parts.words[0]), {status, std::move(parts.headers), ToBytes(parts.body), {}}};
}

}  // namespace sciot::transport::http
