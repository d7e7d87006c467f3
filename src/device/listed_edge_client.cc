#include "device/listed_edge_client.h"

#include "base/log.h"

namespace sciot::device {

Result<InferAnswer> ListedEdgeClient::Infer(const std::string& model, const protocol::InferRequest& request,
                                            const Waiting& waiting) {
  return InUse().Infer(model, request, waiting);
}

Result<protocol::RegistrationAnswer> ListedEdgeClient::Register(const std::string& model, const std::string& device_id,
                                                                const protocol::Registration& registration) {
  return InUse().Register(model, device_id, registration);
}

Result<protocol::LinkSample> ListedEdgeClient::Probe(size_t bytes) {
  return InUse().Probe(bytes);
}

Result<protocol::ReportAnswer> ListedEdgeClient::Report(const std::string& device_id,
                                                        const std::vector<std::string_view>& entries) {
  return InUse().Report(device_id, entries);
}

bool ListedEdgeClient::ChooseEdge() {
  const size_t before = list_->current();
  for (size_t i = 0; i < edges_.size(); ++i) {
    if (!edges_[i]->Probe(0).ok()) continue;
    if (i == before) return false;
    list_->Use(i);
    LogWarning("from now on the edge is " + list_->names()[i] + ", no longer " + list_->names()[before]);
    return true;
  }
  return false;
}

void ListedEdgeClient::Cancel() {
  for (const auto& edge : edges_) edge->Cancel();
}

}  // namespace sciot::device
