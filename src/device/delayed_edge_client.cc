#include "device/delayed_edge_client.h"

#include <chrono>

namespace sciot::device {

Duration DelayedEdgeClient::SleepOnce() {
  const TimePoint started = clock_.Now();
  clock_.Sleep(delays_.Next());
  return clock_.Now() - started;
}

Result<InferAnswer> DelayedEdgeClient::Infer(const std::string& model, const protocol::InferRequest& request,
                                             const Waiting& waiting) {
  const Duration delay = SleepOnce();
  SCIOT_ASSIGN(InferAnswer answer, edge_->Infer(model, request, waiting));
  answer.round_trip += delay;
  return answer;
}

Result<protocol::RegistrationAnswer> DelayedEdgeClient::Register(const std::string& model, const std::string& device_id,
                                                                 const protocol::Registration& registration) {
  SleepOnce();
  return edge_->Register(model, device_id, registration);
}

Result<protocol::LinkSample> DelayedEdgeClient::Probe(size_t bytes) {
  const Duration delay = SleepOnce();
  SCIOT_ASSIGN(protocol::LinkSample sample, edge_->Probe(bytes));
  sample.us += std::chrono::duration<double, std::micro>(delay).count();
  return sample;
}

Result<protocol::ReportAnswer> DelayedEdgeClient::Report(const std::string& device_id,
                                                         const std::vector<std::string_view>& entries) {
  SleepOnce();
  return edge_->Report(device_id, entries);
}

}  // namespace sciot::device
