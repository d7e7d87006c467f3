// An edge further away than it is.
#pragma once

#include <memory>

#include "base/delay_model.h"
#include "device/edge_client.h"

namespace sciot::device {

// Delays each exchange of another client by a drawn time, which counts as network: it is part of the round trip and of
// a probe's time, though not of the timeout.
class DelayedEdgeClient final : public EdgeClient {
 public:
  // `clock` must outlive the client.
  DelayedEdgeClient(std::unique_ptr<EdgeClient> edge, const DelayModel& delays, const Clock& clock)
      : edge_(std::move(edge)), delays_(delays), clock_(clock) {}

  Result<InferAnswer> Infer(const std::string& model, const protocol::InferRequest& request,
                            const Waiting& waiting) override;
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& registration) override;
  Result<protocol::LinkSample> Probe(size_t bytes) override;
  Result<protocol::ReportAnswer> Report(const std::string& device_id,
                                        const std::vector<std::string_view>& entries) override;
  bool ChooseEdge(const std::function<bool()>& takes) override { return edge_->ChooseEdge(takes); }
  std::optional<Duration> retry_after() const override { return edge_->retry_after(); }
  void Cancel() override { edge_->Cancel(); }

 private:
  // How long it slept.
  Duration SleepOnce();

  const std::unique_ptr<EdgeClient> edge_;
  DelayModel delays_;
  const Clock& clock_;
};

}  // namespace sciot::device
