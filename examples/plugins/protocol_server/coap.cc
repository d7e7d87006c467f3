// A protocol server as a plugin: CoAP over UDP (RFC 7252) with block-wise transfer (RFC 7959), by libcoap.
//
//   plugins:
//     - path: coap.so
//       options: {address: "0.0.0.0", port: "5683", path: "inference"}
//
// A message is POSTed to coap://ADDRESS:PORT/PATH as application/octet-stream; the answer is 2.04, or 4.00 where the
// edge finds a fault. One message is answered before the next is looked at.
#include <arpa/inet.h>
#include <coap3/coap.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "sciot/plugin.h"

namespace {

constexpr uint32_t kWaitMilliseconds = 100;  // for datagrams, before the end is looked for
constexpr unsigned kMaxIdleSessions = 256;
constexpr unsigned kIdleSeconds = 60;

using Message = std::vector<uint8_t>;

struct Settings {
  std::string address = "127.0.0.1";
  uint16_t port = COAP_DEFAULT_PORT;
  std::string path = "inference";
};

struct FreeContext {
  void operator()(coap_context_t* context) const { coap_free_context(context); }
};

// Waits for the edge.
Message Ask(const sciot_host& host, const uint8_t* message, size_t size) {
  std::promise<Message> answered;
  const sciot_answer take = [](void* user, const uint8_t* bytes, size_t count) {
    static_cast<std::promise<Message>*>(user)->set_value({bytes, bytes + count});
  };
  host.handle(host.context, message, size, take, &answered);
  return answered.get_future().get();
}

bool IsError(const Message& answer) {
  constexpr std::string_view kStart = R"({"error")";
  constexpr size_t kLengthBytes = 4;
  return answer.size() >= kLengthBytes + kStart.size() &&
         std::memcmp(answer.data() + kLengthBytes, kStart.data(), kStart.size()) == 0;
}

class Coap {
 public:
  Coap(const sciot_host& host, Settings settings) : host_(host), settings_(std::move(settings)) {}
  ~Coap() { Stop(); }
  Coap(const Coap&) = delete;
  Coap& operator=(const Coap&) = delete;

  // Null, or why not.
  const char* Start() {
    coap_startup();
    coap_set_log_level(LOG_ERR);  // what hostile datagrams hold is no news
    context_.reset(coap_new_context(nullptr));
    coap_address_t address;
    if (!context_ || !ReadAddress(address)) return Refuse("no IPv4 address");
    if (coap_new_endpoint(context_.get(), &address, COAP_PROTO_UDP) == nullptr) return Refuse("cannot listen");
    coap_context_set_block_mode(context_.get(), COAP_BLOCK_USE_LIBCOAP | COAP_BLOCK_SINGLE_BODY);
    coap_context_set_max_idle_sessions(context_.get(), kMaxIdleSessions);
    coap_context_set_session_timeout(context_.get(), kIdleSeconds);
    coap_resource_t* const resource = coap_resource_init(coap_make_str_const(settings_.path.c_str()), 0);
    coap_register_request_handler(resource, COAP_REQUEST_POST, Handle);
    coap_resource_set_userdata(resource, this);
    coap_add_resource(context_.get(), resource);
    host_.log(
        host_.context,
        ("CoAP on coap://" + settings_.address + ":" + std::to_string(settings_.port) + "/" + settings_.path).c_str());
    thread_ = std::thread([this] { Serve(); });
    return nullptr;
  }

  void Stop() {
    ends_ = true;
    if (thread_.joinable()) thread_.join();
    context_.reset();
  }

 private:
  const char* Refuse(const std::string& reason) {
    fault_ = settings_.address + ":" + std::to_string(settings_.port) + ": " + reason;
    return fault_.c_str();
  }

  bool ReadAddress(coap_address_t& address) const {
    coap_address_init(&address);
    address.addr.sin.sin_family = AF_INET;
    address.addr.sin.sin_port = htons(settings_.port);
    address.size = sizeof address.addr.sin;
    return inet_pton(AF_INET, settings_.address.c_str(), &address.addr.sin.sin_addr) == 1;
  }

  void Serve() {
    while (!ends_ && coap_io_process(context_.get(), kWaitMilliseconds) >= 0) {
    }
  }

  // Of a whole message: libcoap has put its blocks together.
  static void Handle(coap_resource_t* resource, coap_session_t* session, const coap_pdu_t* request,
                     const coap_string_t* query, coap_pdu_t* response) {
    const auto& self = *static_cast<const Coap*>(coap_resource_get_userdata(resource));
    const uint8_t* data = nullptr;
    size_t size = 0, offset = 0, total = 0;
    coap_get_data_large(request, &size, &data, &offset, &total);
    auto answer = std::make_unique<Message>(Ask(self.host_, data, size));
    coap_pdu_set_code(response, IsError(*answer) ? COAP_RESPONSE_CODE_BAD_REQUEST : COAP_RESPONSE_CODE_CHANGED);
    const auto release = [](coap_session_t*, void* sent) { delete static_cast<Message*>(sent); };
    Message* const sent = answer.release();
    coap_add_data_large_response(resource, session, request, response, query, COAP_MEDIATYPE_APPLICATION_OCTET_STREAM,
                                 -1, 0, sent->size(), sent->data(), release, sent);
  }

  const sciot_host host_;
  const Settings settings_;
  std::string fault_;
  std::unique_ptr<coap_context_t, FreeContext> context_;  // of thread_ while that runs
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

void* Create(const sciot_options* options, const sciot_host* host) {
  Settings settings;
  for (size_t i = 0; i < options->count; ++i) {
    const std::string_view key = options->items[i].key;
    const char* const value = options->items[i].value;
    const int port = std::atoi(value);
    if (key == "address") {
      settings.address = value;
    } else if (key == "path") {
      settings.path = value;
    } else if (key == "port" && port > 0 && port <= 65535) {
      settings.port = static_cast<uint16_t>(port);
    } else {
      return nullptr;
    }
  }
  return new Coap(*host, std::move(settings));
}

void Destroy(void* self) {
  delete static_cast<Coap*>(self);
}

const char* Start(void* self) {
  return static_cast<Coap*>(self)->Start();
}

void Stop(void* self) {
  static_cast<Coap*>(self)->Stop();
}

const sciot_protocol_server kServer = {Create, Destroy, Start, Stop};
const sciot_plugin kPlugin = {SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "coap", nullptr, nullptr, &kServer};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
