#include "storage/spool.h"

#include <string>
#include <utility>

#include "storage/record_rows.h"

namespace sciot::storage {
namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS records (
  sequence INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL, device TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL,
  aside INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS measurements ON records (sequence) WHERE kind = 1;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO counters VALUES ('dropped_measurements', 0), ('refused_results', 0);
UPDATE records SET aside = 0 WHERE aside;
)sql";

constexpr const char* kInsert = "INSERT INTO records (kind, device, id, body, size) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* kOldest =
    "SELECT sequence, kind, device, id, body, size FROM records WHERE NOT aside ORDER BY sequence LIMIT ?1";
constexpr const char* kRemove = "DELETE FROM records WHERE sequence = ?1";

}  // namespace

Result<std::unique_ptr<Spool>> Spool::Open(const SpoolOptions& options) {
  std::unique_ptr<Spool> spool(new Spool(options));
  SCIOT_TRY(spool->Prepare({options.durability, Sharing::kNone}));
  return spool;
}

Status Spool::Prepare(const DatabaseOptions& options) {
  const std::lock_guard lock(mutex_);
  SCIOT_ASSIGN(database_, Database::Open(options_.path, options));
  SCIOT_TRY(database_->Execute(kSchema));
  SCIOT_ASSIGN(insert_, database_->Prepare(kInsert));
  SCIOT_ASSIGN(oldest_, database_->Prepare(kOldest));
  SCIOT_ASSIGN(remove_, database_->Prepare(kRemove));
  return LoadCounts();
}

Status Spool::LoadCounts() {
  SCIOT_TRY(LoadNumber(*database_, "SELECT COUNT(*) FROM records WHERE kind = 0", counts_.results));
  SCIOT_TRY(LoadNumber(*database_, "SELECT COUNT(*) FROM records WHERE kind = 1", counts_.measurements));
  SCIOT_TRY(LoadNumber(*database_, "SELECT SUM(size) FROM records", counts_.bytes));
  SCIOT_TRY(LoadCounter(*database_, "dropped_measurements", counts_.dropped_measurements));
  return LoadCounter(*database_, "refused_results", counts_.refused_results);
}

bool Spool::HasRoomFor(const Record& record) const {
  const bool is_one_too_many =
      record.kind == RecordKind::kMeasurement && counts_.measurements >= options_.max_measurements;
  return !is_one_too_many && counts_.bytes + SizeOf(record) <= options_.max_bytes;
}

Status Spool::Add(const Record& record) {
  const std::lock_guard lock(mutex_);
  if (HasRoomFor(record)) return Insert(record);
  const Result<bool> inserted = InsertWithRoom(record);
  if (!inserted.ok()) {
    static_cast<void>(LoadCounts());  // nothing of it was done
    return inserted.error();
  }
  if (inserted.value() || record.kind == RecordKind::kMeasurement) return {};
  return Error{ErrorCode::kTooLarge, options_.path.string() + " holds " + std::to_string(counts_.results) +
                                         " results that the edge does not have yet, and no more fit into " +
                                         std::to_string(options_.max_bytes) + " bytes (spool.max_bytes)"};
}

Status Spool::Insert(const Record& record) {
  BindRecord(*insert_, record);
  SCIOT_TRY(insert_->Run());
  ++Number(record.kind);
  counts_.bytes += SizeOf(record);
  return {};
}

Result<bool> Spool::InsertWithRoom(const Record& record) {
  SCIOT_ASSIGN(Transaction transaction, Transaction::Begin(*database_));
  while (!HasRoomFor(record) && counts_.measurements > 0) SCIOT_TRY(DropOldestMeasurement());
  const bool has_room = HasRoomFor(record);
  if (has_room) {
    SCIOT_TRY(Insert(record));
  } else {
    SCIOT_TRY(record.kind == RecordKind::kResult ? Count("refused_results", counts_.refused_results)
                                                 : Count("dropped_measurements", counts_.dropped_measurements));
  }
  SCIOT_TRY(transaction.Commit());
  return has_room;
}

Status Spool::DropOldestMeasurement() {
  constexpr const char* kFirst = "(SELECT MIN(sequence) FROM records WHERE kind = 1)";
  uint64_t size = 0;
  SCIOT_TRY(LoadNumber(*database_, "SELECT size FROM records WHERE sequence = " + std::string(kFirst), size));
  SCIOT_TRY(database_->Execute("DELETE FROM records WHERE sequence = " + std::string(kFirst)));
  counts_.bytes -= size;
  --counts_.measurements;
  return Count("dropped_measurements", counts_.dropped_measurements);
}

Status Spool::Count(const char* name, uint64_t& counter) {
  ++counter;
  return AddToCounter(*database_, name, 1);
}

Result<std::vector<StoredRecord>> Spool::Oldest(size_t max_records, uint64_t max_bytes) {
  const std::lock_guard lock(mutex_);
  std::vector<StoredRecord> records;
  oldest_->Bind(1, static_cast<int64_t>(max_records));
  uint64_t bytes = 0;
  while (true) {
    SCIOT_ASSIGN(const bool has_row, oldest_->Step());
    if (!has_row) break;
    bytes += ReadSize(*oldest_);
    StoredRecord stored = ReadRecord(*oldest_);
    const bool is_of_another = !records.empty() && records.front().record.device_id != stored.record.device_id;
    if (is_of_another || (!records.empty() && bytes > max_bytes)) break;
    records.push_back(std::move(stored));
  }
  oldest_->Reset();
  return records;
}

Status Spool::Remove(const std::vector<StoredRecord>& records) {
  const std::lock_guard lock(mutex_);
  Status removed = RemoveAll(records);
  if (!removed.ok()) static_cast<void>(LoadCounts());  // nothing of it was done
  return removed;
}

Status Spool::RemoveAll(const std::vector<StoredRecord>& records) {
  SCIOT_ASSIGN(Transaction transaction, Transaction::Begin(*database_));
  for (const StoredRecord& stored : records) {
    remove_->Bind(1, stored.sequence);
    SCIOT_TRY(remove_->Run());
    if (database_->changes() == 0) continue;
    --Number(stored.record.kind);
    counts_.bytes -= SizeOf(stored.record);
  }
  return transaction.Commit();
}

Status Spool::SetAside(const StoredRecord& record) {
  const std::lock_guard lock(mutex_);
  return database_->Execute("UPDATE records SET aside = 1 WHERE sequence = " + std::to_string(record.sequence));
}

SpoolCounts Spool::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace sciot::storage
