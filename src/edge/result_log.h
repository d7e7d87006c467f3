// The results of devices at this edge: those it ran itself and those it is told.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "base/bytes.h"
#include "edge/hosted_model.h"
#include "edge/options.h"
#include "protocol/device_status.h"
#include "protocol/infer_request.h"
#include "protocol/infer_response.h"
#include "protocol/result_report.h"
#include "sciot/result.h"
#include "storage/result_store.h"

namespace sciot::edge {

// Thread-safe.
class ResultLog {
 public:
  // Keeps nothing where no path is given. `options` must outlive the log.
  static Result<std::unique_ptr<ResultLog>> Open(const EdgeOptions& options);

  // Keeps the result of an inference that ran here; whether it is on disk now. An inference without an id or a device
  // is not kept.
  bool Record(const protocol::InferRequest& request, const protocol::InferResponse& response);

  // Keeps what a device tells; on disk when it returns. kNotFound where results are not kept.
  Result<protocol::ReportAnswer> Take(const std::string& device_id, ByteView report);

  // The results after that sequence, of one device or, unnamed, of all, as JSON.
  Result<std::string> Page(const std::string& device_id, int64_t after) const;

  // Nothing where results are not kept.
  protocol::Counters counts() const;

 private:
  explicit ResultLog(const EdgeOptions& options) : options_(options) {}

  Status CheckKept() const;
  Result<storage::ResultStore::Added> Add(std::span<const storage::Record> records);

  const EdgeOptions& options_;
  std::unique_ptr<storage::ResultStore> store_;  // null where results are not kept
  mutable std::mutex mutex_;
  uint64_t failures_ = 0;  // guarded by mutex_, as the next
  bool is_failing_ = false;
};

}  // namespace sciot::edge
