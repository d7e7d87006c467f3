#include "transport/http/server.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "transport/http/client.h"
#include "transport/http/raw_connection.h"

namespace sciot::transport::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kLong = seconds(30);

Response TextResponse(std::string_view text) {
  Response response;
  AppendBytes(response.body, AsBytes(text));
  return response;
}

// "METHOD TARGET BODY" of the request.
void Echo(Request request, const Reply& reply) {
  reply(TextResponse(request.method + " " + request.target + " " + std::string(AsText(request.body))));
}

std::unique_ptr<Server> StartServer(ServerOptions options, Handler handler) {
  auto server = Server::Listen(std::move(options), std::move(handler)).value();
  server->Start();
  return server;
}

Client ClientOf(const Server& server) {
  return Client(Url{"127.0.0.1", server.port(), ""});
}

std::string BodyOf(const Result<Response>& response) {
  return response.ok() ? std::string(AsText(response.value().body)) : response.error().message;
}

TEST(ServerTest, BodiesOfAllSizesComeBackOverOneConnection) {
  const auto server = StartServer({}, Echo);
  Client client = ClientOf(*server);
  for (const size_t size : std::vector<size_t>{0, 1, 1000, 16384, 70000, 1000000, 3000000}) {
    const std::string body(size, 'x');
    const ByteView bytes = AsBytes(body);
    const auto response = client.Send(
        {.method = "POST", .target = "/a?b", .body = {bytes.first(size / 2), bytes.subspan(size / 2)}}, kLong);
    EXPECT_EQ(BodyOf(response), "POST /a?b " + body);
  }
}

TEST(ServerTest, AStoppedServerRefusesConnections) {
  const auto server = StartServer({}, Echo);
  server->Stop({});
  const auto response = ClientOf(*server).Send({}, kLong);
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
}

TEST(ServerTest, KeepsTheConnectionOpen) {
  std::vector<std::string> peers;
  const auto server = StartServer({}, [&](Request request, const Reply& reply) {
    peers.push_back(request.peer_address);
    reply({});
  });
  Client client = ClientOf(*server);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.Send({}, kLong).ok());
  ASSERT_EQ(peers.size(), 3U);
  EXPECT_EQ(peers[0], peers[2]);
}

TEST(ServerTest, HeadersArrive) {
  const auto server = StartServer({}, [](Request request, const Reply& reply) {
    Response response = TextResponse(request.headers.Find("x-question").value_or("none"));
    response.headers.Add("X-Answer", "42");
    reply(std::move(response));
  });
  Client client = ClientOf(*server);
  const auto response = client.Send({.headers = {{"X-Question", "why"}}}, kLong);
  EXPECT_EQ(BodyOf(response), "why");
  EXPECT_EQ(response.value().headers.Find("x-answer"), "42");
}

TEST(ServerTest, ManyClientsAreServedAtOnce) {
  const auto server = StartServer({.io_threads = 2}, Echo);
  std::vector<std::future<int>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::async(std::launch::async, [&] {
      Client client = ClientOf(*server);
      int good = 0;
      for (int j = 0; j < 50; ++j) good += BodyOf(client.Send({.target = "/x"}, kLong)) == "GET /x " ? 1 : 0;
      return good;
    }));
  }
  for (auto& client : clients) EXPECT_EQ(client.get(), 50);
}

TEST(ServerTest, RepliesMayComeFromAnotherThread) {
  std::vector<std::thread> workers;
  const auto server = StartServer({}, [&](Request request, Reply reply) {
    workers.emplace_back(
        [request = std::move(request), reply = std::move(reply)]() mutable { Echo(std::move(request), reply); });
  });
  Client client = ClientOf(*server);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(BodyOf(client.Send({}, kLong)), "GET / ");
  for (std::thread& worker : workers) worker.join();
}

TEST(ServerTest, AnAnswerIsHeldBackForItsDelay) {
  const auto server = StartServer({}, [](const Request&, const Reply& reply) {
    Response response = TextResponse("late");
    response.delay = milliseconds(20);
    reply(std::move(response));
  });
  Client client = ClientOf(*server);
  const auto sent = std::chrono::steady_clock::now();
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "late");
  EXPECT_GE(std::chrono::steady_clock::now() - sent, milliseconds(20));
}

TEST(ServerTest, AnAnswerHeldBackKeepsNoThread) {
  std::promise<void> held;
  const auto server = StartServer({.io_threads = 1}, [&](const Request& request, const Reply& reply) {
    Response response = TextResponse(request.target);
    if (request.target == "/held") {
      response.delay = std::chrono::hours(1);
      held.set_value();
    }
    reply(std::move(response));
  });
  RawConnection waiting(server->port());
  waiting.Send("GET /held HTTP/1.1\r\n\r\n");
  held.get_future().wait();
  Client client = ClientOf(*server);
  EXPECT_EQ(BodyOf(client.Send({.target = "/now"}, kLong)), "/now");
}

TEST(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send(
      "POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nabGET /2 HTTP/1.1\r\n\r\n"
      "GET /3 HTTP/1.1\r\nConnection: close\r\n\r\n");
  const std::string answers = connection.ReadToEnd();
  const size_t first = answers.find("POST /1 ab");
  const size_t second = answers.find("GET /2 ");
  const size_t third = answers.find("GET /3 ");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
}

TEST(ServerTest, HeadGetsTheHeadOfTheAnswerToGet) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send("HEAD /x HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(connection.ReadToEnd(), "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n");
  Client client = ClientOf(*server);
  EXPECT_EQ(client.Send({.method = "HEAD", .target = "/x"}, kLong).value().body.size(), 0U);
}

TEST(ServerTest, ChunkedBodiesAreJoined) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send(
      "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_TRUE(connection.ReadToEnd().ends_with("POST /x abcde"));
}

TEST(ServerTest, AnExpectingClientIsToldToContinue) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send("POST /x HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(connection.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  connection.Send("abc");
  EXPECT_TRUE(connection.ReadToEnd().ends_with("POST /x abc"));
}

TEST(ServerTest, AnOldClientsConnectionIsClosed) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send("GET /x HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(connection.ReadToEnd().ends_with("GET /x "));
}

TEST(ServerTest, ATooLargeBodyIsNotRead) {
  const auto server = StartServer({.max_body_bytes = 1000}, Echo);
  Client client = ClientOf(*server);
  const std::string body(5000000, 'x');
  const auto response = client.Send({.method = "POST", .body = {AsBytes(body)}}, kLong);
  EXPECT_EQ(response.value().status, 413);
  EXPECT_EQ(BodyOf(response),
            "{\"error\":\"the body of 5000000 bytes is larger than the limit of 1000 bytes (max_body_bytes)\"}");
  EXPECT_EQ(client.Send({}, kLong).value().status, 200);
}

TEST(ServerTest, ATooLargeAnnouncementIsRefusedBeforeTheBody) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send("POST /x HTTP/1.1\r\nContent-Length: 999999999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(connection.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 413 "));
}

TEST(ServerTest, ATooLargeChunkedBodyIsCut) {
  const auto server = StartServer({.max_body_bytes = 4}, Echo);
  RawConnection connection(server->port());
  connection.Send("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
  EXPECT_TRUE(connection.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 413 "));
}

TEST(ServerTest, BodiesBeyondTheirSumAreRefused) {
  const auto server = StartServer({.max_pending_body_bytes = 10}, Echo);
  RawConnection waiting(server->port());
  waiting.Send("POST /x HTTP/1.1\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(waiting.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  RawConnection refused(server->port());
  refused.Send("POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_TRUE(refused.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 503 "));
  waiting.Send("12345678");
  EXPECT_TRUE(waiting.ReadUntil("12345678").starts_with("HTTP/1.1 200 "));
}

TEST(ServerTest, ATooLargeHeadIsRefused) {
  const auto server = StartServer({}, Echo);
  RawConnection connection(server->port());
  connection.Send("GET / HTTP/1.1\r\nX: " + std::string(17000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(connection.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 431 "));
}

TEST(ServerTest, GarbageIsAnsweredWith400AndTheServerLivesOn) {
  const auto server = StartServer({}, Echo);
  const std::string garbage[] = {
      "garbage\r\n\r\n",
      std::string("\0\1\2\3\r\n\r\n", 8),
      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const std::string& text : garbage) {
    RawConnection connection(server->port());
    connection.Send(text);
    EXPECT_TRUE(connection.ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 400 ")) << text;
  }
  Client client = ClientOf(*server);
  EXPECT_TRUE(client.Send({}, kLong).ok());
}

TEST(ServerTest, ATruncatedRequestIsAnswered) {
  bool called = false;
  const auto server = StartServer({}, [&](Request, const Reply&) { called = true; });
  const std::string request = "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
  for (size_t size = 1; size < request.size(); ++size) {
    RawConnection connection(server->port());
    connection.Send(request.substr(0, size));
    connection.EndSending();
    EXPECT_TRUE(connection.ReadToEnd().starts_with("HTTP/1.1 400 ")) << size;
  }
  EXPECT_FALSE(called);
}

TEST(ServerTest, ASlowSenderIsCut) {
  const auto server = StartServer({.request_timeout = milliseconds(50)}, Echo);
  RawConnection head(server->port());
  head.Send("GET / HT");
  EXPECT_EQ(head.ReadToEnd(), "");
  RawConnection body(server->port());
  body.Send("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na");
  EXPECT_EQ(body.ReadToEnd(), "");
  Client client = ClientOf(*server);
  EXPECT_TRUE(client.Send({}, kLong).ok());
}

TEST(ServerTest, AnIdleConnectionIsClosed) {
  const auto server = StartServer({.idle_timeout = milliseconds(50)}, Echo);
  RawConnection connection(server->port());
  EXPECT_EQ(connection.ReadToEnd(), "");
}

TEST(ServerTest, AConnectionIsIdleOnlyBetweenRequests) {
  const auto server = StartServer({.idle_timeout = milliseconds(50)}, [](Request, const Reply& reply) {
    Response response = TextResponse("late");
    response.delay = milliseconds(200);
    reply(std::move(response));
  });
  RawConnection connection(server->port());
  connection.Send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(connection.ReadUntil("late").substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_EQ(connection.ReadToEnd(), "");
}

TEST(ServerTest, OneConnectionTooManyIsRefused) {
  const auto server = StartServer({.max_connections = 1}, Echo);
  Client first = ClientOf(*server);
  EXPECT_EQ(first.Send({}, kLong).value().status, 200);
  Client second = ClientOf(*server);
  EXPECT_EQ(second.Send({}, kLong).value().status, 503);
  EXPECT_EQ(first.Send({}, kLong).value().status, 200);
}

TEST(ServerTest, ADroppedReplyIsAnsweredWith500) {
  const auto server = StartServer({}, [](Request, const Reply&) {});
  Client client = ClientOf(*server);
  EXPECT_EQ(client.Send({}, kLong).value().status, 500);
  EXPECT_EQ(client.Send({}, kLong).value().status, 500);
}

TEST(ServerTest, ASecondReplyIsIgnored) {
  const auto server = StartServer({}, [](Request request, const Reply& reply) {
    reply(TextResponse(request.target));
    reply(TextResponse("second"));
  });
  Client client = ClientOf(*server);
  EXPECT_EQ(BodyOf(client.Send({.target = "/a"}, kLong)), "/a");
  EXPECT_EQ(BodyOf(client.Send({.target = "/b"}, kLong)), "/b");
}

// A server whose handler keeps the reply until the test gives it.
class HeldReply {
 public:
  Handler handler() {
    return [this](Request, Reply reply) { reply_.set_value(std::move(reply)); };
  }
  Reply Take() { return reply_.get_future().get(); }

 private:
  std::promise<Reply> reply_;
};

TEST(ServerTest, StopFinishesARequestInFlight) {
  HeldReply held;
  const auto server = StartServer({}, held.handler());
  RawConnection connection(server->port());
  connection.Send("GET / HTTP/1.1\r\n\r\n");
  const Reply reply = held.Take();
  auto stopped = std::async(std::launch::async, [&] { server->Stop(kLong); });
  while (RawConnection(server->port()).is_connected()) std::this_thread::yield();  // until it stops
  EXPECT_EQ(stopped.wait_for(milliseconds(50)), std::future_status::timeout);
  reply(TextResponse("late"));
  EXPECT_EQ(connection.ReadToEnd(), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlate");
  stopped.get();
}

TEST(ServerTest, StopClosesIdleConnectionsAtOnce) {
  const auto server = StartServer({}, Echo);
  Client client = ClientOf(*server);
  EXPECT_TRUE(client.Send({}, kLong).ok());
  const auto begin = std::chrono::steady_clock::now();
  server->Stop(kLong);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(10));
  EXPECT_EQ(client.Send({}, kLong).error().code, ErrorCode::kUnavailable);
}

TEST(ServerTest, StopCutsWhatTakesLongerThanItsGrace) {
  HeldReply held;
  auto server = StartServer({}, held.handler());
  RawConnection connection(server->port());
  connection.Send("GET / HTTP/1.1\r\n\r\n");
  const Reply reply = held.Take();
  server->Stop(milliseconds(20));
  server.reset();
  EXPECT_EQ(connection.ReadToEnd(), "");
  reply(TextResponse("nobody listens"));
}

TEST(ServerTest, AReplyMayOutliveItsServer) {
  HeldReply held;
  auto server = StartServer({}, held.handler());
  RawConnection connection(server->port());
  connection.Send("GET / HTTP/1.1\r\n\r\n");
  Reply reply = held.Take();
  server.reset();
  reply = nullptr;
}

TEST(ServerTest, ListenErrorsNameTheAddress) {
  const auto server = StartServer({}, Echo);
  const auto second = Server::Listen({.port = server->port()}, Echo);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_EQ(second.error().message,
            "cannot listen on 127.0.0.1:" + std::to_string(server->port()) + ": Address already in use");
  EXPECT_NE(Server::Listen({.host = "no such host"}, Echo).error().message.find("'no such host'"), std::string::npos);
  EXPECT_EQ(Server::Listen({.host = "192.0.2.1"}, Echo).error().message,
            "cannot listen on 192.0.2.1:0: Cannot assign requested address");
}

TEST(ServerTest, ListensOnIpv6InBrackets) {
  const auto server = Server::Listen({.host = "[::1]"}, Echo);
  if (!server.ok()) GTEST_SKIP() << "no IPv6 here: " << server.error().message;
  server.value()->Start();
  Client client(Url{"::1", server.value()->port(), ""});
  EXPECT_EQ(BodyOf(client.Send({.target = "/six"}, kLong)), "GET /six ");
}

}  // namespace
}  // namespace sciot::transport::http
