#include "transport/http/client.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <future>
#include <thread>

namespace sciot::transport::http {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

constexpr Duration kLong = std::chrono::seconds(30);

// Gives each connection to its own script, one after another, on its own thread.
class ScriptedServer {
 public:
  using Script = std::function<void(tcp::socket&)>;

  explicit ScriptedServer(std::vector<Script> scripts)
      : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}), thread_([this, scripts = std::move(scripts)] {
          for (const Script& script : scripts) {
            tcp::socket socket = acceptor_.accept();
            script(socket);
          }
        }) {}
  ~ScriptedServer() { thread_.join(); }

  Url url() { return {"127.0.0.1", acceptor_.local_endpoint().port(), ""}; }

 private:
  boost::asio::io_context io_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

// The head of the next request; empty when the client has closed.
std::string ReadHead(tcp::socket& socket) {
  boost::system::error_code error;
  std::string head;
  boost::asio::read_until(socket, boost::asio::dynamic_buffer(head), "\r\n\r\n", error);
  return head;
}

// A script that answers each of the texts to one request.
ScriptedServer::Script Answers(std::vector<std::string> answers) {
  return [answers = std::move(answers)](tcp::socket& socket) {
    for (const std::string& answer : answers) {
      ReadHead(socket);
      boost::system::error_code error;
      boost::asio::write(socket, boost::asio::buffer(answer), error);
    }
  };
}

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string BodyOf(const Result<Response>& response) {
  return response.ok() ? std::string(AsText(response.value().body)) : response.error().message;
}

TEST(ClientTest, SendsWhatItIsGiven) {
  std::string head;
  ScriptedServer server({[&](tcp::socket& socket) {
    head = ReadHead(socket);
    boost::asio::write(socket, boost::asio::buffer(kOk));
  }});
  Url url = server.url();
  url.prefix = "/base";
  Client client(url);
  EXPECT_EQ(BodyOf(client.Send({.method = "GET", .target = "/t?q", .headers = {{"X", "y"}}}, kLong)), "ok");
  EXPECT_EQ(head, "GET /base/t?q HTTP/1.1\r\nHost: " + url.Authority() + "\r\nX: y\r\nContent-Length: 0\r\n\r\n");
}

TEST(ClientTest, AStaleConnectionIsReplacedOnce) {
  ScriptedServer server({Answers({kOk}), Answers({kOk})});
  Client client(server.url());
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ok");
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ok");
}

TEST(ClientTest, ABreakOnANewConnectionIsAnError) {
  ScriptedServer server({[](tcp::socket& socket) { ReadHead(socket); }});
  Client client(server.url());
  const auto response = client.Send({}, kLong);
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(response.error().message, "no answer from " + server.url().Authority() + ": end of stream");
}

TEST(ClientTest, AnAnswerCutAtAnyByteIsAnError) {
  std::vector<ScriptedServer::Script> scripts;
  for (size_t size = 1; size < kOk.size(); ++size) scripts.push_back(Answers({kOk.substr(0, size)}));
  ScriptedServer server(scripts);
  Client client(server.url());
  for (size_t size = 1; size < kOk.size(); ++size) {
    EXPECT_EQ(client.Send({}, kLong).error().code, ErrorCode::kUnavailable) << size;
  }
}

TEST(ClientTest, AnAnswerMustBeginWithinTheReadTimeout) {
  ScriptedServer server({[](tcp::socket& socket) {
    ReadHead(socket);
    ReadHead(socket);  // until the client has closed
  }});
  Client client(server.url(), {.read_timeout = std::chrono::milliseconds(50)});
  const auto response = client.Send({}, kLong);
  EXPECT_EQ(response.error().code, ErrorCode::kTimeout);
  EXPECT_EQ(response.error().message, "no answer from " + server.url().Authority() + " within 50 ms");
}

TEST(ClientTest, AnAnswerThatHasBegunMayTakeItsTime) {
  static constexpr Duration kReadTimeout = std::chrono::seconds(2);  // the server must begin before
  ScriptedServer server({[](tcp::socket& socket) {
    ReadHead(socket);
    boost::asio::write(socket, boost::asio::buffer(kOk.substr(0, kOk.size() - 1)));
    std::this_thread::sleep_for(kReadTimeout + milliseconds(100));
    boost::asio::write(socket, boost::asio::buffer(kOk.substr(kOk.size() - 1)));
  }});
  Client client(server.url(), {.read_timeout = kReadTimeout});
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ok");
}

TEST(ClientTest, AnAnswerThatIsNoHttpIsAnError) {
  ScriptedServer server({Answers({"garbage\r\n\r\n"})});
  Client client(server.url());
  EXPECT_EQ(client.Send({}, kLong).error().code, ErrorCode::kUnavailable);
}

TEST(ClientTest, AServerThatNeverAnswersIsATimeout) {
  ScriptedServer server({[](tcp::socket& socket) {
    ReadHead(socket);
    ReadHead(socket);  // until the client gives up
  }});
  Client client(server.url());
  const auto response = client.Send({}, milliseconds(1000));  // long enough to connect
  EXPECT_EQ(response.error().code, ErrorCode::kTimeout);
  EXPECT_EQ(response.error().message, "no answer from " + server.url().Authority() + " within 1000 ms");
}

TEST(ClientTest, TheTimeoutCoversTheWholeAnswer) {
  ScriptedServer server({[](tcp::socket& socket) {
    ReadHead(socket);
    boost::asio::write(socket, boost::asio::buffer(kOk.substr(0, kOk.size() - 1)));
    ReadHead(socket);
  }});
  Client client(server.url());
  EXPECT_EQ(client.Send({}, milliseconds(60)).error().code, ErrorCode::kTimeout);
}

TEST(ClientTest, ARefusedConnectionIsUnavailable) {
  boost::asio::io_context io;
  const tcp::socket taken(io, {boost::asio::ip::address_v4::loopback(), 0});  // and nobody listens there
  const Url url{"127.0.0.1", taken.local_endpoint().port(), ""};
  Client client(url);
  const auto response = client.Send({}, kLong);
  EXPECT_EQ(response.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(response.error().message, "cannot connect to " + url.Authority() + ": Connection refused");
}

TEST(ClientTest, AnUnknownHostIsUnavailable) {
  Client client(Url{"no-such-host.invalid", 80, ""});
  const auto response = client.Send({}, kLong);
  EXPECT_NE(response.error().message.find("no-such-host.invalid:80"), std::string::npos);
}

TEST(ClientTest, NamesAreResolved) {
  ScriptedServer server({Answers({kOk})});
  Url url = server.url();
  url.host = "localhost";
  Client client(url);
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ok");
}

TEST(ClientTest, TooLargeAnswersAreCut) {
  const std::string announced = "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n";
  const std::string until_close = "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x');
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n";
  ScriptedServer server({Answers({announced}), Answers({until_close}), Answers({chunked})});
  Client client(server.url(), {.max_response_bytes = 100});
  for (int i = 0; i < 3; ++i) {
    const auto response = client.Send({}, kLong);
    EXPECT_EQ(response.error().code, ErrorCode::kTooLarge) << i;
    EXPECT_EQ(response.error().message,
              "the answer of " + server.url().Authority() + " is larger than 100 bytes (max_response_bytes)");
  }
}

TEST(ClientTest, BodiesOfUnknownLengthAreRead) {
  ScriptedServer server({Answers({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
                                  "HTTP/1.1 200 OK\r\n\r\nuntil close"})});
  Client client(server.url());
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ab");
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "until close");
}

TEST(ClientTest, InformationalAnswersAreSkipped) {
  ScriptedServer server({Answers({"HTTP/1.1 100 Continue\r\n\r\n" + kOk})});
  Client client(server.url());
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ok");
}

TEST(ClientTest, CancelEndsTheCallInProgress) {
  std::promise<void> asked;
  ScriptedServer server({[&](tcp::socket& socket) {
                           ReadHead(socket);
                           asked.set_value();
                           ReadHead(socket);
                         },
                         Answers({kOk})});
  Client client(server.url());
  client.Cancel();  // nothing in progress
  std::thread canceller([&] {
    asked.get_future().wait();
    client.Cancel();
  });
  const auto response = client.Send({}, kLong);
  canceller.join();
  EXPECT_EQ(response.error().message, "the call to " + server.url().Authority() + " was cancelled");
  EXPECT_EQ(BodyOf(client.Send({}, kLong)), "ok");
}

}  // namespace
}  // namespace sciot::transport::http
