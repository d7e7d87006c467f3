// One of several edges, in order of preference.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "device/edge_client.h"

namespace sciot::device {

// Which of a device's edges is in use: shared by its clients. Thread-safe.
class EdgeList {
 public:
  // At least one name, the preferred first.
  explicit EdgeList(std::vector<std::string> names) : names_(std::move(names)) {}

  const std::vector<std::string>& names() const { return names_; }
  size_t current() const { return current_; }
  void Use(size_t index) { current_ = index; }

 private:
  const std::vector<std::string> names_;
  std::atomic<size_t> current_ = 0;
};

// Each call goes to the edge in use.
class ListedEdgeClient final : public EdgeClient {
 public:
  // A client for each name of the list.
  ListedEdgeClient(std::shared_ptr<EdgeList> list, std::vector<std::unique_ptr<EdgeClient>> edges)
      : list_(std::move(list)), edges_(std::move(edges)), refuses_(edges_.size()) {}

  Result<InferAnswer> Infer(const std::string& model, const protocol::InferRequest& request,
                            const Waiting& waiting) override;
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& registration) override;
  Result<protocol::LinkSample> Probe(size_t bytes) override;
  Result<protocol::ReportAnswer> Report(const std::string& device_id,
                                        const std::vector<std::string_view>& entries) override;
  std::optional<Duration> retry_after() const override { return edges_[used_]->retry_after(); }
  bool ChooseEdge(const std::function<bool()>& takes) override;
  void Cancel() override;

 private:
  EdgeClient& InUse() {
    used_ = tried_.value_or(list_->current());
    return *edges_[used_];
  }
  bool CanBeUsed(size_t index, const std::function<bool()>& takes);

  const std::shared_ptr<EdgeList> list_;
  const std::vector<std::unique_ptr<EdgeClient>> edges_;
  std::vector<bool> refuses_;         // for each edge: the last registration there failed
  std::optional<size_t> tried_ = {};  // the edge that is asked whether it takes the device
  size_t used_ = 0;                   // by the last call
};

}  // namespace sciot::device
