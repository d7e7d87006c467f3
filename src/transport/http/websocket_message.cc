#include "transport/http/websocket_message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <span>

namespace sciot::transport::http {
namespace {

constexpr std::string_view kMark = "SCW1 ";
constexpr std::string_view kHeadEnd = "\n\n";
constexpr size_t kMaxIdBytes = 64;
// After the mark.
constexpr size_t kMostWords = 3;

// The words of the first line, the headers, and what follows them.
struct Parts {
  std::array<std::string_view, kMostWords> words;
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
  const std::span<std::string_view> words(parts.words.data(), word_count);
  for (std::string_view& word : words) word = Take(first, ' ');
  if (!first.empty() || std::ranges::any_of(words, [](auto word) { return word.empty(); })) {
    return Malformed("the first line has not " + std::to_string(word_count + 1) + " words");
  }
  if (parts.words[0].size() > kMaxIdBytes) return Malformed("the id is longer than 64 bytes");
  SCIOT_TRY(ParseHeaders(head, parts.headers));
  parts.body = bytes.subspan(head_bytes);
  return parts;
}

// The first line of a message, made of `words`, and the headers.
std::string FormatHead(std::initializer_list<std::string_view> words, const Headers& headers) {
  std::string head;
  head.reserve(kUsualHeadBytes);
  head.append(kMark);
  for (const std::string_view word : words) head.append(word).append(" ");
  head.back() = '\n';
  headers.AppendLines(head, "\n");
  return head.append("\n");
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
  return FormatHead({id, method, target}, headers);
}

std::string FormatWebSocketResponseHead(std::string_view id, int status, const Headers& headers) {
  return FormatHead({id, std::to_string(status)}, headers);
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
