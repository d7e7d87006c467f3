// The edge by its calls of HTTP, whatever carries them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "device/edge_client.h"
#include "transport/http/client.h"

namespace sciot::device {

struct HttpEdgeClientOptions {
  // Bounds each call as a whole, but for FetchModel.
  Duration timeout = std::chrono::seconds(5);
  // Bounds FetchModel.
  Duration download_timeout = std::chrono::minutes(10);
  // Path of inferences; {model} stands for the model's name.
  std::string inference_endpoint = "/v2/models/{model}/infer";
};

class HttpEdgeClient final : public EdgeClient {
 public:
  // `clock` must outlive the client.
  HttpEdgeClient(std::unique_ptr<transport::http::Caller> caller, const HttpEdgeClientOptions& options,
                 const Clock& clock)
      : caller_(std::move(caller)), options_(options), clock_(clock) {}

  Result<InferAnswer> Infer(const std::string& model, const protocol::InferRequest& request,
                            const Waiting& waiting) override;
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& registration) override;
  Result<protocol::LinkSample> Probe(size_t bytes) override;
  Result<protocol::ReportAnswer> Report(const std::string& device_id,
                                        const std::vector<std::string_view>& entries) override;
  std::optional<Duration> retry_after() const override { return retry_after_; }
  void Cancel() override { caller_->Cancel(); }

  // The edge's models; the first is what it assigns to a device that asks for none.
  Result<std::vector<std::string>> ListModels();

  struct ModelFile {
    Bytes bytes;         // empty when the edge's file is the one the device has
    std::string sha256;  // of the edge's file
  };
  // The model's file, within download_timeout, unless its SHA-256 is `known_sha256` already.
  Result<ModelFile> FetchModel(const std::string& model, const std::string& known_sha256);

  // The model's sidecar as YAML text; empty where it has none.
  Result<std::string> FetchSidecar(const std::string& model);

 private:
  // Sends, and turns an answer that is neither 2xx nor 304 into its error.
  Result<transport::http::Response> Call(const transport::http::ClientRequest& request) {
    return Call(request, options_.timeout);
  }
  Result<transport::http::Response> Call(const transport::http::ClientRequest& request, Duration timeout);

  const std::unique_ptr<transport::http::Caller> caller_;
  const HttpEdgeClientOptions options_;
  const Clock& clock_;
  std::optional<Duration> retry_after_;
};

}  // namespace sciot::device
