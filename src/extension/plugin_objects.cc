#include "extension/plugin_objects.h"

#include <memory>
#include <utility>
#include <vector>

#include "base/log.h"
#include "extension/guard.h"

namespace sciot::extension {
namespace {

// The options in C's form, borrowed.
class OptionList {
 public:
  explicit OptionList(const PluginOptions& options) {
    for (const auto& [key, value] : options) items_.push_back({key.c_str(), value.c_str()});
  }
  sciot_options view() const { return {items_.data(), items_.size()}; }

 private:
  std::vector<sciot_option> items_;
};

// Destructors may not throw, whatever a plugin does.
void Destroy(void (*destroy)(void*), void* self) {
  if (self == nullptr) return;
  const auto thrown = Guarded([&] { destroy(self); });
  if (thrown) LogError("an object of a plugin " + *thrown + " when it was destroyed");
}

class PluginAlgorithm final : public CustomOffloadingAlgorithm {
 public:
  PluginAlgorithm(const sciot_algorithm& table, void* self) : table_(table), self_(self) {}
  PluginAlgorithm(const PluginAlgorithm&) = delete;
  PluginAlgorithm& operator=(const PluginAlgorithm&) = delete;
  ~PluginAlgorithm() override { Destroy(table_.destroy, self_); }

  int64_t Choose(const SplitQuestion& question) override {
    const sciot_split_question asked = {
        question.layer_count(),           question.device_seconds.data(),
        question.edge_seconds.data(),     question.cut_bytes.data(),
        question.reply_bytes.data(),      question.rtt_seconds,
        question.uplink_bytes_per_second, question.downlink_bytes_per_second,
        question.edge_queue_seconds,      question.previous_split ? static_cast<int64_t>(*question.previous_split) : -1,
    };
    return table_.choose(self_, &asked);
  }

 private:
  const sciot_algorithm& table_;
  void* self_;
};

class PluginDetector final : public CustomVarianceDetector {
 public:
  PluginDetector(const sciot_variance_detector& table, void* self, size_t layer_count)
      : table_(table), self_(self), layer_count_(layer_count) {}
  PluginDetector(const PluginDetector&) = delete;
  PluginDetector& operator=(const PluginDetector&) = delete;
  ~PluginDetector() override { Destroy(table_.destroy, self_); }

  VarianceAnswer AddMeasurement(size_t layer, double seconds) override {
    VarianceAnswer answer;
    answer.cascaded_layers.resize(layer_count_);
    sciot_variance_answer given = {0, answer.cascaded_layers.data(), 0};
    table_.add_measurement(self_, layer, seconds, &given);
    answer.needs_retest = given.needs_retest != 0;
    if (given.cascaded_count > layer_count_) return {answer.needs_retest, {static_cast<uint32_t>(layer_count_)}};
    answer.cascaded_layers.resize(given.cascaded_count);
    return answer;
  }

 private:
  const sciot_variance_detector& table_;
  void* self_;
  const size_t layer_count_;
};

class PluginServer final : public CustomProtocolServer {
 public:
  PluginServer(const sciot_protocol_server& table, EdgeHost& edge, const PluginOptions& options)
      : table_(table), host_{&edge, &HandleFor, &LogFor} {
    const OptionList list(options);
    const sciot_options view = list.view();
    self_ = table.create(&view, &host_);
  }
  PluginServer(const PluginServer&) = delete;
  PluginServer& operator=(const PluginServer&) = delete;
  ~PluginServer() override { Destroy(table_.destroy, self_); }

  Status Start() override {
    const char* fault = table_.start(self_);
    if (fault == nullptr) return {};
    return Error{ErrorCode::kUnavailable, fault};
  }
  void Stop() override { table_.stop(self_); }

  bool made() const { return self_ != nullptr; }

 private:
  static void HandleFor(void* context, const uint8_t* message, size_t size, sciot_answer answer, void* user) {
    static_cast<EdgeHost*>(context)->Handle(
        std::as_bytes(std::span(message, size)), [answer, user](std::span<const std::byte> bytes) {
          answer(user, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
        });
  }
  static void LogFor(void* context, const char* message) { static_cast<EdgeHost*>(context)->Log(message); }

  const sciot_protocol_server& table_;
  const sciot_host host_;
  void* self_ = nullptr;
};

}  // namespace

decltype(Extensions::algorithms)::mapped_type AlgorithmFactory(const sciot_algorithm& table, PluginOptions options) {
  return [&table, options = std::move(options)]() -> std::unique_ptr<CustomOffloadingAlgorithm> {
    const OptionList list(options);
    const sciot_options view = list.view();
    void* self = table.create(&view);
    if (self == nullptr) return nullptr;
    return std::make_unique<PluginAlgorithm>(table, self);
  };
}

decltype(Extensions::variance_detectors)::mapped_type DetectorFactory(const sciot_variance_detector& table,
                                                                      PluginOptions options) {
  return [&table, options = std::move(options)](size_t layer_count) -> std::unique_ptr<CustomVarianceDetector> {
    const OptionList list(options);
    const sciot_options view = list.view();
    void* self = table.create(&view, layer_count);
    if (self == nullptr) return nullptr;
    return std::make_unique<PluginDetector>(table, self, layer_count);
  };
}

decltype(Extensions::protocol_servers)::mapped_type ServerFactory(const sciot_protocol_server& table,
                                                                  PluginOptions options) {
  return [&table, options = std::move(options)](EdgeHost& host) -> std::unique_ptr<CustomProtocolServer> {
    auto server = std::make_unique<PluginServer>(table, host, options);
    if (!server->made()) return nullptr;
    return server;
  };
}

}  // namespace sciot::extension
