// Results and measurements that the edge does not have, kept on disk and brought to it in the background.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "device/edge_client.h"
#include "device/retries.h"
#include "protocol/result_report.h"
#include "sciot/result.h"
#include "storage/spool.h"

namespace sciot::device {

struct OutboxOptions {
  storage::SpoolOptions spool = {};
  // Of one report to the edge: entries, >= 1, and bytes as they are kept, though one entry may be larger.
  size_t max_report_entries = 500;
  uint64_t max_report_bytes = uint64_t{256} << 10;
  // Pause between looks into the spool.
  Duration interval = std::chrono::seconds(1);
  RetryOptions retry = {};
};

// Thread-safe. A thread of its own brings what is kept to the edge, in order; what the edge refuses for itself stays on
// disk until the next start, and is logged.
class Outbox {
 public:
  static Result<std::unique_ptr<Outbox>> Open(const OutboxOptions& options, std::unique_ptr<EdgeClient> edge);
  ~Outbox();

  // On disk when it returns. kTooLarge where the spool is full of results, kUnavailable where the disk is.
  Status KeepResult(const std::string& device_id, const protocol::InferenceResult& result);
  // The oldest measurements are dropped where there is no room. A failure is logged.
  void KeepMeasurement(const std::string& device_id, const protocol::Measurement& measurement);

  // Brings to the edge what is kept, without waiting for the next look; returns when all is there, an attempt failed,
  // or `longest` is over. Whether all is there.
  bool Flush(Duration longest);

  storage::SpoolCounts counts() const { return spool_->counts(); }

 private:
  Outbox(const OutboxOptions& options, std::unique_ptr<EdgeClient> edge)
      : options_(options), edge_(std::move(edge)), retries_(options.retry), most_entries_(options.max_report_entries) {}

  void Work(const std::stop_token& stop);
  // Until nothing is left, or an attempt fails; how long to rest then.
  Duration DeliverAll(const std::stop_token& stop);
  // The oldest records; whether there were any.
  Result<bool> DeliverSome();
  Status OnRefusal(const Error& error, const std::vector<storage::StoredRecord>& records);
  // Logs that it `what`.
  Status SetAside(const storage::StoredRecord& stored, const char* what, const Error& error);
  void NoteFailure(const Error& error);
  void LogDropped();

  const OutboxOptions options_;
  std::unique_ptr<storage::Spool> spool_;
  const std::unique_ptr<EdgeClient> edge_;  // of the thread, as the next four
  Retries retries_;
  size_t most_entries_;  // fewer while the edge refuses a report, to find out for which entry
  bool is_failing_ = false;
  uint64_t logged_drops_ = 0;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  uint64_t wanted_rounds_ = 0;  // guarded by mutex_, as the next
  uint64_t rounds_ = 0;
  std::jthread thread_;  // last: ends before the rest
};

}  // namespace sciot::device
