#include "edge/result_log.h"

#include "base/clock.h"
#include "base/log.h"

namespace sciot::edge {
namespace {

protocol::InferenceResult ResultOf(const protocol::InferRequest& request, const protocol::InferResponse& response) {
  protocol::InferenceResult result{.request_id = request.id,
                                   .model = response.model_name,
                                   .timestamp_us = MicrosecondsSince1970(),
                                   .split = static_cast<uint32_t>(request.split.value_or(0)),
                                   .layers = request.layers,
                                   .source = request.split.value_or(0) == 0 ? "edge" : "split"};
  for (const double us : request.layer_us) result.device_us += us;
  result.edge_us = response.edge_us.value_or(0) + response.queue_us.value_or(0);
  for (const protocol::Tensor& output : response.outputs) {
    result.outputs.push_back({.spec = output.spec, .view = output.data(), .storage = {}});
  }
  return result;
}

}  // namespace

Result<std::unique_ptr<ResultLog>> ResultLog::Open(const EdgeOptions& options) {
  std::unique_ptr<ResultLog> log(new ResultLog(options));
  if (options.results.path.empty()) return log;
  SCIOT_ASSIGN(log->store_, storage::ResultStore::Open(options.results));
  return log;
}

bool ResultLog::Record(const protocol::InferRequest& request, const protocol::InferResponse& response) {
  if (store_ == nullptr || request.id.empty() || request.device_id.empty()) return false;
  const storage::Record record{storage::RecordKind::kResult, request.device_id, request.id,
                               protocol::EncodeResult(ResultOf(request, response))};
  return Add({&record, 1}).ok();
}

Result<storage::ResultStore::Added> ResultLog::Add(std::span<const storage::Record> records) {
  auto added = store_->Add(records);
  const std::lock_guard lock(mutex_);
  if (!added.ok()) ++failures_;
  // A disk that stays full is told once.
  if (!added.ok() && !is_failing_) LogError("results are not kept: " + added.error().message);
  is_failing_ = !added.ok();
  return added;
}

Status ResultLog::CheckKept() const {
  if (store_ != nullptr) return {};
  return Error{ErrorCode::kNotFound, "this edge keeps no results (results.path is empty)"};
}

Result<protocol::ReportAnswer> ResultLog::Take(const std::string& device_id, ByteView report) {
  SCIOT_TRY(CheckKept());
  SCIOT_ASSIGN(std::vector<protocol::ReportEntry> entries, protocol::DecodeReport(report, options_.message_limits));
  std::vector<storage::Record> records;
  for (protocol::ReportEntry& entry : entries) {
    const auto kind = entry.is_measurement ? storage::RecordKind::kMeasurement : storage::RecordKind::kResult;
    records.push_back({kind, device_id, std::move(entry.request_id), std::move(entry.json)});
  }
  SCIOT_ASSIGN(const storage::ResultStore::Added added, Add(records));
  return protocol::ReportAnswer{added.added, added.repeated};
}

Result<std::string> ResultLog::Page(const std::string& device_id, int64_t after) const {
  SCIOT_TRY(CheckKept());
  SCIOT_ASSIGN(std::vector<storage::StoredRecord> records,
               store_->List(device_id, after, options_.max_result_page_records, options_.max_result_page_bytes));
  std::vector<protocol::KeptEntry> entries;
  for (storage::StoredRecord& stored : records) {
    entries.push_back({stored.sequence, std::move(stored.record.device_id), std::move(stored.record.body)});
  }
  return protocol::EncodeResultPage(entries, entries.empty() ? after : entries.back().sequence);
}

protocol::Counters ResultLog::counts() const {
  if (store_ == nullptr) return {};
  const storage::ResultStoreCounts counts = store_->counts();
  const std::lock_guard lock(mutex_);
  return {{"records", counts.records},
          {"bytes", counts.bytes},
          {"repeated", counts.repeated},
          {"dropped", counts.dropped},
          {"failures", failures_}};
}

}  // namespace sciot::edge
