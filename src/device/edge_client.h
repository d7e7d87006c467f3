// The edge as a device sees it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "protocol/infer_request.h"
#include "protocol/infer_response.h"
#include "protocol/registration.h"
#include "protocol/result_report.h"
#include "sciot/result.h"

namespace sciot::device {

// The answer to an inference, with what its exchange cost.
struct InferAnswer {
  protocol::InferResponse response;  // views `body`
  Bytes body;
  Duration round_trip{};
  uint64_t sent_bytes = 0;      // of the request's body
  uint64_t received_bytes = 0;  // of the answer's body
};

// How a device waits for the answer to an inference.
struct Waiting {
  // At most so long, where that is less than the client's timeout.
  std::optional<Duration> limit = std::nullopt;
  // What it does once all is sent; may be called again where a request is repeated.
  std::function<void()> meanwhile = {};
};

// Each call waits for its answer, at most for the client's timeout, and fails with kTimeout or kUnavailable
// when none comes, or with what the edge says is wrong. One thread at a time, but for Cancel.
class EdgeClient {
 public:
  virtual ~EdgeClient() = default;

  virtual Result<InferAnswer> Infer(const std::string& model, const protocol::InferRequest& request,
                                    const Waiting& waiting) = 0;

  virtual Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                        const protocol::Registration& registration) = 0;

  // Sends `bytes` that mean nothing and measures the exchange.
  virtual Result<protocol::LinkSample> Probe(size_t bytes) = 0;

  // Tells results and measurements of inferences that the edge has no record of, each as JSON; all are on the edge's
  // disk then. kNotFound when the edge keeps none; kUnsupported over transports that carry none.
  virtual Result<protocol::ReportAnswer> Report(const std::string& /*device_id*/,
                                                const std::vector<std::string_view>& /*entries*/) {
    return Error{ErrorCode::kUnsupported, "this transport carries no results"};
  }

  // Of several edges in order of preference: looks for the first that can be used, and uses it from now on. That is the
  // one in use where it answers and took the last registration, or another that `takes` this device: it is called with
  // this client's calls going there. Whether the edge is another than before; with one edge it never is.
  virtual bool ChooseEdge(const std::function<bool()>& /*takes*/) { return false; }

  // How long the edge asked to be left alone, with the last answer; nothing when it did not.
  virtual std::optional<Duration> retry_after() const { return std::nullopt; }

  // From any thread: the call in progress, if any, fails with kUnavailable.
  virtual void Cancel() = 0;
};

// What reaches the edge, once for each purpose: each is used by a thread of its own.
template <typename T>
struct ByPurpose {
  std::unique_ptr<T> inference;
  std::unique_ptr<T> coordination;
  std::unique_ptr<T> reports = nullptr;
};

}  // namespace sciot::device
