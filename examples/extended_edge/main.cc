// sciot-edge with additions of its own, linked:
//
//   extended-edge --model digits=digits.tflite --set algorithm=half --set variance_detector=ceiling
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "sciot/edge.h"

namespace {

constexpr uint16_t kPort = 9100;

// Cuts every model in the middle.
class Half final : public sciot::CustomOffloadingAlgorithm {
 public:
  int64_t Choose(const sciot::SplitQuestion& question) override {
    return static_cast<int64_t>(question.layer_count() / 2);
  }
};

// A layer that takes more than a second is measured again.
class Ceiling final : public sciot::CustomVarianceDetector {
 public:
  sciot::VarianceAnswer AddMeasurement(size_t /*layer*/, double seconds) override { return {seconds > 1, {}}; }
};

// Takes inferences as lines of JSON over TCP, one client after the other, and answers each by a line.
class Lines final : public sciot::CustomProtocolServer {
 public:
  Lines(sciot::EdgeHost& host, uint16_t port) : host_(host), port_(port) {}

  sciot::Status Start() override {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 16) != 0) {
      close(listener_);
      return sciot::Error{sciot::ErrorCode::kUnavailable, "cannot listen on port " + std::to_string(port_)};
    }
    thread_ = std::thread([this] { Serve(); });
    host_.Log("lines of JSON over TCP on 127.0.0.1:" + std::to_string(port_));
    return {};
  }

  void Stop() override {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    shutdown(client_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

 private:
  void Serve() {
    while (!stopping_) {
      client_ = accept(listener_, nullptr, nullptr);
      std::string line;
      for (char c = 0; client_ >= 0 && recv(client_, &c, 1, 0) == 1;) {
        if (line.size() < kMaxLineBytes && c != '\n') line += c;
        if (c == '\n') Answer(std::exchange(line, ""));
      }
      if (client_ >= 0) close(client_.exchange(-1));
    }
  }

  // Waits for the edge's answer and sends its JSON.
  void Answer(const std::string& json) {
    std::vector<std::byte> message(4 + json.size());
    for (size_t i = 0; i < 4; ++i) message[i] = static_cast<std::byte>(json.size() >> (8 * i));
    std::memcpy(message.data() + 4, json.data(), json.size());
    std::promise<std::string> answered;
    host_.Handle(message, [&](std::span<const std::byte> answer) {
      answered.set_value(std::string(reinterpret_cast<const char*>(answer.data()) + 4, answer.size() - 4) + "\n");
    });
    const std::string line = answered.get_future().get();
    send(client_, line.data(), line.size(), MSG_NOSIGNAL);
  }

  static constexpr size_t kMaxLineBytes = size_t{16} << 20;

  sciot::EdgeHost& host_;
  const uint16_t port_;
  int listener_ = -1;
  std::atomic<int> client_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  sciot::Extensions extensions;
  extensions.algorithms["half"] = [] { return std::make_unique<Half>(); };
  extensions.variance_detectors["ceiling"] = [](size_t /*layer_count*/) { return std::make_unique<Ceiling>(); };
  extensions.protocol_servers["lines"] = [](sciot::EdgeHost& host) { return std::make_unique<Lines>(host, kPort); };
  return sciot::RunEdge(argc, argv, extensions);
}
