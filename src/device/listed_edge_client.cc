#include "device/listed_edge_client.h"

#include "base/log.h"

namespace sciot::device {

Result<InferAnswer> ListedEdgeClient::Infer(const std::string& model, const protocol::InferRequest& request,
                                            const Waiting& waiting) {
  return InUse().Infer(model, request, waiting);
}

Result<protocol::RegistrationAnswer> ListedEdgeClient::Register(const std::string& model, const std::string& device_id,
                                                                const protocol::Registration& registration) {
  auto answer = InUse().Register(model, device_id, registration);
  if (registration.split) return answer;  // only a report
  if (!answer.ok() && !refuses_[used_]) {
    LogWarning("the edge " + list_->names()[used_] + " does not take this device: " + answer.error().message);
  }
  refuses_[used_] = !answer.ok();
  return answer;
}

Result<protocol::LinkSample> ListedEdgeClient::Probe(size_t bytes) {
  return InUse().Probe(bytes);
}

Result<protocol::ReportAnswer> ListedEdgeClient::Report(const std::string& device_id,
                                                        const std::vector<std::string_view>& entries) {
  return InUse().Report(device_id, entries);
}

bool ListedEdgeClient::ChooseEdge(const std::function<bool()>& takes) {
  const size_t before = list_->current();
  size_t chosen = 0;
  while (chosen < edges_.size() && !CanBeUsed(chosen, takes)) ++chosen;
  const bool has_moved = chosen < edges_.size() && chosen != before;
  used_ = has_moved ? chosen : before;
  if (!has_moved) return false;
  list_->Use(chosen);
  LogWarning("from now on the edge is " + list_->names()[chosen] + ", no longer " + list_->names()[before]);
  return true;
}

bool ListedEdgeClient::CanBeUsed(size_t index, const std::function<bool()>& takes) {
  if (index == list_->current()) return !refuses_[index] && edges_[index]->Probe(0).ok();
  tried_ = index;
  const bool is_taken = takes();
  tried_.reset();
  return is_taken;
}

void ListedEdgeClient::Cancel() {
  for (const auto& edge : edges_) edge->Cancel();
}

}  // namespace sciot::device
