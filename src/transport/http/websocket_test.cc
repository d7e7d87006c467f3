#include <gtest/gtest.h>

#include "transport/http/client.h"
#include "transport/http/raw_connection.h"
#include "transport/http/server.h"
#include "transport/http/websocket_message.h"

namespace sciot::transport::http {
namespace {

constexpr Duration kLong = std::chrono::seconds(30);
constexpr size_t kMaxHeaderBytes = 1024;
const std::string kHandshake =
    "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

// "METHOD TARGET BODY" of the request.
void Echo(Request request, const Reply& reply) {
  Response response;
  AppendBytes(response.body, AsBytes(request.method + " " + request.target + " "));
  AppendBytes(response.body, request.body);
  reply(std::move(response));
}

std::unique_ptr<Server> StartServer(ServerOptions options) {
  auto server = Server::Listen(std::move(options), Echo).value();
  server->Start();
  return server;
}

Client ClientOf(const Server& server) {
  return Client(Url{"127.0.0.1", server.port(), "", /*websocket=*/true});
}

// A client's frame with a mask of zeros; `text` is shorter than 126 bytes.
std::string Frame(int first_byte, const std::string& text) {
  return std::string{static_cast<char>(first_byte), static_cast<char>(0x80 | text.size())} + std::string(4, '\0') +
         text;
}

// A server's frame, of fewer than 126 bytes.
std::string ServerFrame(int first_byte, const std::string& text) {
  return std::string{static_cast<char>(first_byte), static_cast<char>(text.size())} + text;
}

std::string CloseFrame(int code) {
  return ServerFrame(0x88, {static_cast<char>(code >> 8), static_cast<char>(code & 0xff)});
}

// What the server sends after the handshake until it closes.
std::string AnswerTo(const std::string& frames, ServerOptions options = {}) {
  const auto server = StartServer(std::move(options));
  RawConnection raw(server->port());
  raw.Send(kHandshake);
  const std::string head = raw.ReadUntil("\r\n\r\n");
  EXPECT_TRUE(head.starts_with("HTTP/1.1 101")) << head;
  EXPECT_NE(head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  raw.Send(frames);
  raw.EndSending();
  return raw.ReadToEnd();
}

TEST(WebSocketTest, BodiesOfAllSizesComeBackOverOneConnection) {
  const auto server = StartServer({.max_connections = 1});
  Client client = ClientOf(*server);
  for (const size_t size : std::vector<size_t>{0, 1, 125, 126, 65535, 65536, 3000000}) {
    const std::string body(size, 'x');
    const ByteView bytes = AsBytes(body);
    const auto response = client.Send(
        {.method = "POST", .target = "/a?b", .body = {bytes.first(size / 2), bytes.subspan(size / 2)}}, kLong);
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(AsText(response.value().body), "POST /a?b " + body);
  }
}

TEST(WebSocketTest, PingsAreAnsweredBetweenFragments) {
  EXPECT_EQ(AnswerTo(Frame(0x01, "{") + Frame(0x89, "p") + Frame(0x80, "}")),
            ServerFrame(0x8a, "p") + ServerFrame(0x81, "POST /ws {}"));
}

TEST(WebSocketTest, RequestsAreAnsweredWithTheirIds) {
  EXPECT_EQ(AnswerTo(Frame(0x82, "SCW1 7 GET /a\nA: b\n\nbody")), ServerFrame(0x82, "SCW1 7 200\n\nGET /a body"));
}

TEST(WebSocketTest, AHeadMayComeInPieces) {
  EXPECT_EQ(AnswerTo(Frame(0x02, "SCW1 7 GE") + Frame(0x00, "T /a\nA: b\n") + Frame(0x00, "\nbo") + Frame(0x80, "dy")),
            ServerFrame(0x82, "SCW1 7 200\n\nGET /a body"));
}

TEST(WebSocketTest, BrokenFramesCloseTheConnectionWithTheirCode) {
  const std::vector<std::pair<std::string, int>> cases = {
      {Frame(0xc1, "a"), 1002},                     // a reserved bit
      {Frame(0x83, "a"), 1002},                     // a reserved opcode
      {Frame(0x8b, "a"), 1002},                     // a reserved control opcode
      {ServerFrame(0x81, "a"), 1002},               // no mask
      {Frame(0x80, "a"), 1002},                     // a continuation of nothing
      {Frame(0x01, "a") + Frame(0x81, "b"), 1002},  // a message inside another
      {Frame(0x09, "a"), 1002},                     // a fragmented ping
      {Frame(0x88, "a"), 1002},                     // half a close code
      {Frame(0x88, "\x03\xed"), 1002},              // a close code that is never sent
      {Frame(0x81, "\xff"), 1007},                  // no UTF-8
      {Frame(0x88, "\x03\xe8"), 1000},              // an orderly close
  };
  for (const auto& [frames, code] : cases)
    EXPECT_EQ(AnswerTo(frames), CloseFrame(code)) << testing::PrintToString(frames);
}

TEST(WebSocketTest, AMessageBeyondTheLimitClosesTheConnection) {
  EXPECT_EQ(AnswerTo(Frame(0x01, "abc") + Frame(0x80, "def"), {.websocket = {.max_message_bytes = 5}}),
            CloseFrame(1009));
}

TEST(WebSocketTest, ConnectionsBeyondTheLimitAreRefused) {
  const auto server = StartServer({.websocket = {.max_connections = 1}});
  RawConnection first(server->port());
  first.Send(kHandshake);
  EXPECT_TRUE(first.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 101"));
  RawConnection second(server->port());
  second.Send(kHandshake);
  EXPECT_TRUE(second.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 503"));
}

TEST(WebSocketTest, SilentConnectionsAreClosed) {
  const auto server = StartServer({.websocket = {.idle_timeout = std::chrono::milliseconds(50)}});
  RawConnection raw(server->port());
  raw.Send(kHandshake);
  raw.ReadUntil("\r\n\r\n");
  raw.ReadToEnd();  // ends
}

TEST(WebSocketTest, AStoppedServerLetsIdleConnectionsGo) {
  const auto server = StartServer({});
  Client client = ClientOf(*server);
  ASSERT_TRUE(client.Send({}, kLong).ok());
  server->Stop(kLong);
  EXPECT_FALSE(client.Send({}, kLong).ok());
}

TEST(WebSocketMessageTest, ARequestCutAnywhereInItsHeadIsRefused) {
  const std::string head = FormatWebSocketRequestHead("1", "POST", "/a", {{"A", "b"}});
  ASSERT_TRUE(ParseWebSocketRequest(AsBytes(head), kMaxHeaderBytes).ok());
  for (size_t size = 0; size < head.size(); ++size) {
    EXPECT_FALSE(ParseWebSocketRequest(AsBytes(head).first(size), kMaxHeaderBytes).ok()) << size;
  }
  EXPECT_FALSE(ParseWebSocketRequest(AsBytes(head), head.size() - 1).ok());
}

TEST(WebSocketMessageTest, AResponseWithoutAStatusIsRefused) {
  for (const std::string text : {"SCW1 1 \n\n", "SCW1 1 20x\n\n", "SCW1 1 99\n\n", "SCW1 1 200 OK\n\n", "SCW1\n\n"}) {
    EXPECT_FALSE(ParseWebSocketResponse(AsBytes(text), kMaxHeaderBytes).ok()) << text;
  }
  const auto response = ParseWebSocketResponse(AsBytes("SCW1 1 304\nETag: \"a\"\n\n"), kMaxHeaderBytes).value();
  EXPECT_EQ(response.id, "1");
  EXPECT_EQ(response.message.status, 304);
  EXPECT_EQ(response.message.headers.Find("etag"), "\"a\"");
}

}  // namespace
}  // namespace sciot::transport::http
