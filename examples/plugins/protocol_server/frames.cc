// A protocol server as a plugin: messages over TCP on loopback, each after its length as u32 little endian.
//
//   plugins:
//     - path: frames.so
//       options: {port: "9000"}
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <future>
#include <list>
#include <string>
#include <thread>
#include <vector>

#include "sciot/plugin.h"

namespace {

constexpr size_t kMaxMessageBytes = size_t{64} << 20;
constexpr size_t kMaxConnections = 64;

using Message = std::vector<uint8_t>;

bool ReadAll(int socket, uint8_t* to, size_t size) {
  while (size > 0) {
    const ssize_t count = recv(socket, to, size, 0);
    if (count <= 0) return false;
    to += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

bool WriteAll(int socket, const uint8_t* from, size_t size) {
  while (size > 0) {
    const ssize_t count = send(socket, from, size, MSG_NOSIGNAL);
    if (count <= 0) return false;
    from += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

bool ReadMessage(int socket, Message& message) {
  std::array<uint8_t, 4> head{};
  if (!ReadAll(socket, head.data(), head.size())) return false;
  size_t size = 0;
  for (size_t i = 0; i < head.size(); ++i) size |= static_cast<size_t>(head[i]) << (8 * i);
  if (size > kMaxMessageBytes) return false;
  message.resize(size);
  return ReadAll(socket, message.data(), size);
}

bool WriteMessage(int socket, const Message& message) {
  std::array<uint8_t, 4> head{};
  for (size_t i = 0; i < head.size(); ++i) head[i] = static_cast<uint8_t>(message.size() >> (8 * i));
  return WriteAll(socket, head.data(), head.size()) && WriteAll(socket, message.data(), message.size());
}

// Waits for the edge: each connection has a thread of its own.
Message Ask(const sciot_host& host, const Message& message) {
  std::promise<Message> answered;
  const sciot_answer take = [](void* user, const uint8_t* bytes, size_t size) {
    static_cast<std::promise<Message>*>(user)->set_value({bytes, bytes + size});
  };
  host.handle(host.context, message.data(), message.size(), take, &answered);
  return answered.get_future().get();
}

class Frames {
 public:
  Frames(const sciot_host& host, uint16_t port) : host_(host), port_(port) {}
  ~Frames() { Stop(); }
  Frames(const Frames&) = delete;
  Frames& operator=(const Frames&) = delete;

  // Null, or why not.
  const char* Start() {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 16) != 0) {
      fault_ = "cannot listen on port " + std::to_string(port_) + ": " + std::strerror(errno);
      return fault_.c_str();
    }
    host_.log(host_.context, ("frames over TCP on 127.0.0.1:" + std::to_string(port_)).c_str());
    acceptor_ = std::thread([this] { AcceptAll(); });
    return nullptr;
  }

  void Stop() {
    if (listener_ < 0) return;
    shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    close(listener_);
    listener_ = -1;
    for (Connection& connection : connections_) {
      shutdown(connection.socket, SHUT_RDWR);
      connection.thread.join();
      close(connection.socket);
    }
    connections_.clear();
  }

 private:
  struct Connection {
    explicit Connection(int accepted) : socket(accepted) {}
    const int socket;
    std::thread thread;
    std::atomic<bool> ended = false;
  };

  void AcceptAll() {
    for (int socket = accept(listener_, nullptr, nullptr); socket >= 0; socket = accept(listener_, nullptr, nullptr)) {
      DropEnded();
      if (connections_.size() >= kMaxConnections) {
        close(socket);
        continue;
      }
      Connection& connection = connections_.emplace_back(socket);
      connection.thread = std::thread([this, &connection] { Serve(connection); });
    }
  }

  void DropEnded() {
    connections_.remove_if([](Connection& connection) {
      if (!connection.ended) return false;
      connection.thread.join();
      close(connection.socket);
      return true;
    });
  }

  void Serve(Connection& connection) const {
    Message message;
    while (ReadMessage(connection.socket, message) && WriteMessage(connection.socket, Ask(host_, message))) {
    }
    shutdown(connection.socket, SHUT_RDWR);
    connection.ended = true;
  }

  const sciot_host host_;
  const uint16_t port_;
  int listener_ = -1;
  std::string fault_;
  std::thread acceptor_;
  std::list<Connection> connections_;  // of the acceptor, then of Stop
};

void* Create(const sciot_options* options, const sciot_host* host) {
  int port = 0;
  for (size_t i = 0; i < options->count; ++i) {
    if (std::strcmp(options->items[i].key, "port") == 0) port = std::atoi(options->items[i].value);
  }
  if (port <= 0 || port > 65535) return nullptr;
  return new Frames(*host, static_cast<uint16_t>(port));
}

void Destroy(void* self) {
  delete static_cast<Frames*>(self);
}

const char* Start(void* self) {
  return static_cast<Frames*>(self)->Start();
}

void Stop(void* self) {
  static_cast<Frames*>(self)->Stop();
}

const sciot_protocol_server kServer = {Create, Destroy, Start, Stop};
const sciot_plugin kPlugin = {SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "frames", nullptr, nullptr, &kServer};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
