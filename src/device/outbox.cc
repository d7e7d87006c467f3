#include "device/outbox.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "protocol/packed_result.h"

namespace sciot::device {
namespace {

using storage::RecordKind;
using storage::StoredRecord;

// Whether it is the report that is wrong, not the edge that takes none.
bool IsFaultOfReport(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kTooLarge;
}

// What the edge is told of one that is kept.
Result<std::string> EntryOf(const storage::Record& record) {
  if (record.kind == RecordKind::kMeasurement) return record.body;
  SCIOT_ASSIGN(const protocol::InferenceResult result, protocol::UnpackResult(AsBytes(record.body)));
  return protocol::EncodeResult(result);
}

}  // namespace

Result<std::unique_ptr<Outbox>> Outbox::Open(const OutboxOptions& options, std::unique_ptr<EdgeClient> edge) {
  std::unique_ptr<Outbox> outbox(new Outbox(options, std::move(edge)));
  SCIOT_ASSIGN(outbox->spool_, storage::Spool::Open(options.spool));
  outbox->logged_drops_ = outbox->counts().dropped_measurements;
  outbox->thread_ = std::jthread([raw = outbox.get()](const std::stop_token& stop) { raw->Work(stop); });
  return outbox;
}

Outbox::~Outbox() {
  thread_.request_stop();
  edge_->Cancel();
}

Status Outbox::KeepResult(const std::string& device_id, const protocol::InferenceResult& result) {
  std::vector<ByteView> values;
  for (const protocol::Tensor& output : result.outputs) values.push_back(output.data());
  return spool_->Add({RecordKind::kResult, device_id, result.request_id, protocol::PackResult(result)}, values);
}

void Outbox::KeepMeasurement(const std::string& device_id, const protocol::Measurement& measurement) {
  const Status kept = spool_->Add(
      {RecordKind::kMeasurement, device_id, measurement.request_id, protocol::EncodeMeasurement(measurement)});
  if (!kept.ok()) LogWarning("layer times are not kept: " + kept.error().message);
}

bool Outbox::Flush(Duration longest) {
  std::unique_lock lock(mutex_);
  const uint64_t wanted = wanted_rounds_ = rounds_ + 1;
  wake_.notify_all();
  wake_.wait_for(lock, longest, [&] { return rounds_ >= wanted; });
  const storage::SpoolCounts counts = spool_->counts();
  return counts.results == 0 && counts.measurements == 0;
}

void Outbox::Work(const std::stop_token& stop) {
  Duration pause = options_.interval;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, stop, pause, [this] { return wanted_rounds_ > rounds_; });
    if (stop.stop_requested()) return;
    lock.unlock();
    pause = DeliverAll(stop);
    lock.lock();
    ++rounds_;
    wake_.notify_all();
  }
}

Duration Outbox::DeliverAll(const std::stop_token& stop) {
  LogDropped();
  while (!stop.stop_requested()) {
    const Result<bool> delivered = DeliverSome();
    if (!delivered.ok()) {
      NoteFailure(delivered.error());
      return retries_.Next(delivered.error(), edge_->retry_after());
    }
    if (!delivered.value()) break;
    retries_.Reset();
    is_failing_ = false;
  }
  return options_.interval;
}

Result<bool> Outbox::DeliverSome() {
  SCIOT_ASSIGN(const std::vector<StoredRecord> records, spool_->Oldest(most_entries_, options_.max_report_bytes));
  if (records.empty()) return false;
  std::vector<std::string> entries;
  for (const StoredRecord& stored : records) {
    Result<std::string> entry = EntryOf(stored.record);
    if (!entry.ok()) {
      SCIOT_TRY(SetAside(stored, "cannot be read", entry.error()));
      return true;
    }
    entries.push_back(std::move(entry).value());
  }
  const auto answer = edge_->Report(records.front().record.device_id, {entries.begin(), entries.end()});
  if (!answer.ok()) {
    SCIOT_TRY(OnRefusal(answer.error(), records));
    return true;
  }
  most_entries_ = options_.max_report_entries;
  SCIOT_TRY(spool_->Remove(records));
  LogDebug("the edge has " + std::to_string(records.size()) + " results and measurements more, " +
           std::to_string(answer.value().repeated) + " of them for the second time");
  return true;
}

Status Outbox::OnRefusal(const Error& error, const std::vector<StoredRecord>& records) {
  if (!IsFaultOfReport(error)) return error;
  if (records.size() > 1) {
    most_entries_ = records.size() / 2;
    return {};
  }
  most_entries_ = options_.max_report_entries;
  return SetAside(records.front(), "is refused by the edge", error);
}

Status Outbox::SetAside(const StoredRecord& stored, const char* what, const Error& error) {
  LogError("result '" + stored.record.id + "' " + what + ", and stays in " + options_.spool.path.string() + ": " +
           error.message);
  return spool_->SetAside(stored);
}

void Outbox::NoteFailure(const Error& error) {
  if (!is_failing_) LogWarning("results stay here: " + error.message);
  is_failing_ = true;
}

void Outbox::LogDropped() {
  const uint64_t dropped = spool_->counts().dropped_measurements;
  if (dropped == logged_drops_) return;
  LogWarning(options_.spool.path.string() + " is full: " + std::to_string(dropped) +
             " measurements were dropped since it was made");
  logged_drops_ = dropped;
}

}  // namespace sciot::device
