#include "storage/spool.h"

#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "base/mapped_file.h"
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
INSERT OR IGNORE INTO counters VALUES ('dropped_measurements', 0), ('refused_results', 0), ('journal', 0);
UPDATE records SET aside = 0 WHERE aside;
)sql";

constexpr const char* kInsert = "INSERT INTO records (kind, device, id, body, size) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* kOldest =
    "SELECT sequence, kind, device, id, body, size FROM records WHERE NOT aside ORDER BY sequence LIMIT ?1";
constexpr const char* kRemove = "DELETE FROM records WHERE sequence = ?1";
// Counters: what the counts of this name count, and the last sequence of the journal that is among the records.
constexpr const char* kDropped = "dropped_measurements";
constexpr const char* kRefused = "refused_results";
constexpr const char* kJournal = "journal";

std::filesystem::path JournalPath(const SpoolOptions& options) {
  std::filesystem::path path = options.path;
  return path += ".journal";
}

uint64_t& NumberOf(SpoolCounts& counts, RecordKind kind) {
  return kind == RecordKind::kResult ? counts.results : counts.measurements;
}

void CountIn(RecordKind kind, uint64_t size, SpoolCounts& counts) {
  ++NumberOf(counts, kind);
  counts.bytes += size;
}

bool HasRoomFor(RecordKind kind, uint64_t size, const SpoolCounts& counts, const SpoolOptions& options) {
  const bool is_one_too_many = kind == RecordKind::kMeasurement && counts.measurements >= options.max_measurements;
  return !is_one_too_many && counts.bytes + size <= options.max_bytes;
}

Status CountOne(const Database& database, const char* name, uint64_t& counter) {
  ++counter;
  return AddToCounter(database, name, 1);
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::Open(const SpoolOptions& options) {
  std::unique_ptr<Spool> spool(new Spool(options));
  SCIOT_TRY(spool->Prepare());
  if (spool->journal_ == nullptr) return spool;
  spool->thread_ = std::jthread([raw = spool.get()](const std::stop_token& stop) { raw->Work(stop); });
  return spool;
}

Status Spool::Prepare() {
  SCIOT_ASSIGN(database_, Database::Open(options_.path, {options_.durability, Sharing::kNone}));
  SCIOT_TRY(database_->Execute(kSchema));
  SCIOT_ASSIGN(insert_, database_->Prepare(kInsert));
  SCIOT_ASSIGN(oldest_, database_->Prepare(kOldest));
  SCIOT_ASSIGN(remove_, database_->Prepare(kRemove));
  const Status taken_in = TakeInJournal();
  if (!taken_in.ok() && taken_in.error().code != ErrorCode::kUnavailable) return taken_in.error();
  SCIOT_TRY(LoadCounts());
  if (taken_in.ok()) return OpenJournal();
  LogWarning("what is in " + JournalPath(options_).string() +
             " stays there until the next start: " + taken_in.error().message);
  return {};
}

Status Spool::TakeInJournal() {
  const Result<MappedFile> left = MappedFile::Open(JournalPath(options_), std::numeric_limits<size_t>::max());
  if (left.ok()) return MoveIn(ReadJournal(left.value().bytes()));
  return left.error().code == ErrorCode::kNotFound ? Status() : Status(left.error());
}

Status Spool::OpenJournal() {
  const std::filesystem::path path = JournalPath(options_);
  if (options_.journal_bytes == 0 || options_.durability == Durability::kPower) {
    std::error_code ignored;  // what is in it is known to be in the database
    std::filesystem::remove(path, ignored);
    return {};
  }
  uint64_t last_sequence = 0;
  SCIOT_TRY(LoadCounter(*database_, kJournal, last_sequence));
  auto journal = Journal::Open(path, options_.journal_bytes, static_cast<int64_t>(last_sequence) + 1);
  if (journal.ok()) {
    journal_ = std::move(journal).value();
  } else {
    LogWarning("each result is written to the spool's database by itself: " + journal.error().message);
  }
  return {};
}

Status Spool::LoadCounts() {
  SCIOT_TRY(LoadNumber(*database_, "SELECT COUNT(*) FROM records WHERE kind = 0", counts_.results));
  SCIOT_TRY(LoadNumber(*database_, "SELECT COUNT(*) FROM records WHERE kind = 1", counts_.measurements));
  SCIOT_TRY(LoadNumber(*database_, "SELECT SUM(size) FROM records", counts_.bytes));
  SCIOT_TRY(LoadCounter(*database_, kDropped, counts_.dropped_measurements));
  return LoadCounter(*database_, kRefused, counts_.refused_results);
}

void Spool::Work(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return is_journal_filling_; })) return;
    }
    const std::lock_guard database_lock(database_mutex_);
    std::unique_lock lock(mutex_);
    static_cast<void>(EmptyJournal(lock));  // whoever finds no room tries again, and has the error
    is_journal_filling_ = false;
  }
}

Status Spool::EmptyJournal(std::unique_lock<std::mutex>& lock) {
  while (journal_ != nullptr && !journal_->waiting().empty()) {
    const ByteView waiting = journal_->waiting();
    lock.unlock();
    Status moved = MoveIn(ReadJournal(waiting));
    lock.lock();
    if (!moved.ok()) return moved;
    journal_->Forget(waiting.size());
  }
  return {};
}

Status Spool::MoveIn(const std::vector<StoredRecord>& records) {
  if (records.empty()) return {};
  SCIOT_ASSIGN(Transaction transaction, Transaction::Begin(*database_));
  uint64_t last_sequence = 0;
  SCIOT_TRY(LoadCounter(*database_, kJournal, last_sequence));
  for (const StoredRecord& stored : records) {
    const auto sequence = static_cast<uint64_t>(stored.sequence);
    if (sequence <= last_sequence) continue;
    BindRecord(*insert_, stored.record);
    SCIOT_TRY(insert_->Run());
    last_sequence = sequence;
  }
  SCIOT_TRY(SetCounter(*database_, kJournal, last_sequence));
  return transaction.Commit();
}

Status Spool::Add(const Record& record, std::span<const ByteView> rest) {
  if (AddToJournal(record, rest)) return {};
  Record whole = record;
  for (const ByteView part : rest) whole.body += AsText(part);
  const std::lock_guard database_lock(database_mutex_);
  std::unique_lock lock(mutex_);
  SCIOT_TRY(EmptyJournal(lock));
  return AddToDatabase(whole);
}

bool Spool::AddToJournal(const Record& record, std::span<const ByteView> rest) {
  uint64_t size = SizeOf(record);
  for (const ByteView part : rest) size += part.size();
  bool is_filling = false;
  {
    const std::lock_guard lock(mutex_);
    if (journal_ == nullptr || !HasRoomFor(record.kind, size, counts_, options_)) return false;
    if (!journal_->Append(record, rest)) return false;
    CountIn(record.kind, size, counts_);
    is_filling = journal_->is_filling() && !std::exchange(is_journal_filling_, true);
  }
  if (is_filling) wake_.notify_one();
  return true;
}

Status Spool::AddToDatabase(const Record& record) {
  SpoolCounts counts = counts_;
  SCIOT_ASSIGN(const bool has_room, InsertWithRoom(record, counts));
  counts_ = counts;
  if (has_room || record.kind == RecordKind::kMeasurement) return {};
  return Error{ErrorCode::kTooLarge, options_.path.string() + " holds " + std::to_string(counts_.results) +
                                         " results that the edge does not have yet, and no more fit into " +
                                         std::to_string(options_.max_bytes) + " bytes (spool.max_bytes)"};
}

Result<bool> Spool::InsertWithRoom(const Record& record, SpoolCounts& counts) {
  SCIOT_ASSIGN(Transaction transaction, Transaction::Begin(*database_));
  const auto has_room_now = [&] { return HasRoomFor(record.kind, SizeOf(record), counts, options_); };
  while (!has_room_now() && counts.measurements > 0) SCIOT_TRY(DropOldestMeasurement(counts));
  const bool has_room = has_room_now();
  if (has_room) {
    BindRecord(*insert_, record);
    SCIOT_TRY(insert_->Run());
    CountIn(record.kind, SizeOf(record), counts);
  } else {
    SCIOT_TRY(record.kind == RecordKind::kResult ? CountOne(*database_, kRefused, counts.refused_results)
                                                 : CountOne(*database_, kDropped, counts.dropped_measurements));
  }
  SCIOT_TRY(transaction.Commit());
  return has_room;
}

Status Spool::DropOldestMeasurement(SpoolCounts& counts) {
  constexpr const char* kFirst = "(SELECT MIN(sequence) FROM records WHERE kind = 1)";
  uint64_t size = 0;
  SCIOT_TRY(LoadNumber(*database_, "SELECT size FROM records WHERE sequence = " + std::string(kFirst), size));
  SCIOT_TRY(database_->Execute("DELETE FROM records WHERE sequence = " + std::string(kFirst)));
  counts.bytes -= size;
  --counts.measurements;
  return CountOne(*database_, kDropped, counts.dropped_measurements);
}

Result<std::vector<StoredRecord>> Spool::Oldest(size_t max_records, uint64_t max_bytes) {
  const std::lock_guard database_lock(database_mutex_);
  std::unique_lock lock(mutex_);
  const Status emptied = EmptyJournal(lock);
  lock.unlock();
  SCIOT_ASSIGN(std::vector<StoredRecord> records, ReadOldest(max_records, max_bytes));
  // Those in the database are older than those that it has no room for.
  if (records.empty() && !emptied.ok()) return emptied.error();
  return records;
}

Result<std::vector<StoredRecord>> Spool::ReadOldest(size_t max_records, uint64_t max_bytes) {
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
  const std::lock_guard database_lock(database_mutex_);
  SCIOT_ASSIGN(const SpoolCounts removed, RemoveAll(records));
  const std::lock_guard lock(mutex_);
  counts_.results -= removed.results;
  counts_.measurements -= removed.measurements;
  counts_.bytes -= removed.bytes;
  return {};
}

Result<SpoolCounts> Spool::RemoveAll(const std::vector<StoredRecord>& records) {
  SCIOT_ASSIGN(Transaction transaction, Transaction::Begin(*database_));
  SpoolCounts removed;
  for (const StoredRecord& stored : records) {
    remove_->Bind(1, stored.sequence);
    SCIOT_TRY(remove_->Run());
    if (database_->changes() > 0) CountIn(stored.record.kind, SizeOf(stored.record), removed);
  }
  SCIOT_TRY(transaction.Commit());
  return removed;
}

Status Spool::SetAside(const StoredRecord& record) {
  const std::lock_guard lock(database_mutex_);
  return database_->Execute("UPDATE records SET aside = 1 WHERE sequence = " + std::to_string(record.sequence));
}

SpoolCounts Spool::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace sciot::storage
