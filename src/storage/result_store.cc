#include "storage/result_store.h"

#include "storage/record_rows.h"

namespace sciot::storage {
namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS records (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL, device TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL,
  UNIQUE (device, id, kind));
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO counters VALUES ('repeated', 0), ('dropped', 0);
)sql";

constexpr const char* kInsert =
    "INSERT OR IGNORE INTO records (kind, device, id, body, size) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* kListAll =
    "SELECT sequence, kind, device, id, body, size FROM records WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
constexpr const char* kListOne =
    "SELECT sequence, kind, device, id, body, size FROM records WHERE sequence > ?1 AND device = ?3 "
    "ORDER BY sequence LIMIT ?2";

}  // namespace

Result<std::unique_ptr<ResultStore>> ResultStore::Open(const ResultStoreOptions& options) {
  std::unique_ptr<ResultStore> store(new ResultStore(options));
  SCIOT_TRY(store->Prepare());
  return store;
}

Status ResultStore::Prepare() {
  const std::lock_guard lock(mutex_);
  SCIOT_ASSIGN(database_, Database::Open(options_.path, {options_.durability, Sharing::kOtherProcesses}));
  SCIOT_TRY(database_->Execute(kSchema));
  SCIOT_ASSIGN(insert_, database_->Prepare(kInsert));
  SCIOT_ASSIGN(list_all_, database_->Prepare(kListAll));
  SCIOT_ASSIGN(list_one_, database_->Prepare(kListOne));
  return LoadCounts();
}

Status ResultStore::LoadCounts() {
  SCIOT_TRY(LoadNumber(*database_, "SELECT COUNT(*) FROM records", counts_.records));
  SCIOT_TRY(LoadNumber(*database_, "SELECT SUM(size) FROM records", counts_.bytes));
  SCIOT_TRY(LoadCounter(*database_, "repeated", counts_.repeated));
  return LoadCounter(*database_, "dropped", counts_.dropped);
}

Result<ResultStore::Added> ResultStore::Add(std::span<const Record> records) {
  const std::lock_guard lock(mutex_);
  SCIOT_TRY(CheckSizes(records));
  auto added = AddAll(records);
  if (!added.ok()) static_cast<void>(LoadCounts());  // nothing of it was done
  return added;
}

Status ResultStore::CheckSizes(std::span<const Record> records) const {
  for (const Record& record : records) {
    if (SizeOf(record) <= options_.max_bytes) continue;
    return Error{ErrorCode::kTooLarge, "record '" + record.id + "' of " + std::to_string(SizeOf(record)) +
                                           " bytes, results.max_bytes is " + std::to_string(options_.max_bytes)};
  }
  return {};
}

Result<ResultStore::Added> ResultStore::AddAll(std::span<const Record> records) {
  SCIOT_ASSIGN(Transaction transaction, Transaction::Begin(*database_));
  Added added;
  for (const Record& record : records) {
    SCIOT_ASSIGN(const bool is_new, Insert(record));
    ++(is_new ? added.added : added.repeated);
  }
  SCIOT_TRY(DropBeyondBounds());
  if (added.repeated > 0) SCIOT_TRY(AddToCounter(*database_, "repeated", added.repeated));
  SCIOT_TRY(transaction.Commit());
  counts_.repeated += added.repeated;
  return added;
}

Result<bool> ResultStore::Insert(const Record& record) {
  BindRecord(*insert_, record);
  SCIOT_TRY(insert_->Run());
  if (database_->changes() == 0) return false;
  ++counts_.records;
  counts_.bytes += SizeOf(record);
  return true;
}

Status ResultStore::DropBeyondBounds() {
  uint64_t dropped = 0;
  while (counts_.records > options_.max_records || counts_.bytes > options_.max_bytes) {
    constexpr const char* kFirst = "(SELECT MIN(sequence) FROM records)";
    uint64_t size = 0;
    SCIOT_TRY(LoadNumber(*database_, "SELECT size FROM records WHERE sequence = " + std::string(kFirst), size));
    SCIOT_TRY(database_->Execute("DELETE FROM records WHERE sequence = " + std::string(kFirst)));
    if (database_->changes() == 0) return LoadCounts();  // another process has emptied it
    --counts_.records;
    counts_.bytes -= size;
    ++dropped;
  }
  if (dropped == 0) return {};
  counts_.dropped += dropped;
  return AddToCounter(*database_, "dropped", dropped);
}

Result<std::vector<StoredRecord>> ResultStore::List(const std::string& device_id, int64_t after, size_t max_records,
                                                    uint64_t max_bytes) {
  const std::lock_guard lock(mutex_);
  Statement& list = device_id.empty() ? *list_all_ : *list_one_;
  list.Bind(1, after);
  list.Bind(2, static_cast<int64_t>(max_records));
  if (!device_id.empty()) list.Bind(3, device_id);
  std::vector<StoredRecord> records;
  uint64_t bytes = 0;
  while (true) {
    SCIOT_ASSIGN(const bool has_row, list.Step());
    if (!has_row) break;
    bytes += ReadSize(list);
    if (!records.empty() && bytes > max_bytes) break;
    records.push_back(ReadRecord(list));
  }
  list.Reset();
  return records;
}

ResultStoreCounts ResultStore::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace sciot::storage
