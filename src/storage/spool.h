// Results and measurements on their way to the edge, on disk until it has them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "sciot/result.h"
#include "storage/database.h"
#include "storage/journal.h"
#include "storage/record.h"

namespace sciot::storage {

struct SpoolOptions {
  std::filesystem::path path;
  // Measurements kept; the oldest is dropped for a new one.
  uint64_t max_measurements = 10'000;
  // Of all records together. For a new result the oldest measurements are dropped, but never a result.
  uint64_t max_bytes = uint64_t{64} << 20;
  // Of the journal, where records are kept first. 0: none; nor is there one for Durability::kPower.
  size_t journal_bytes = size_t{1} << 20;
  Durability durability = Durability::kProcess;
};

// Results, measurements and bytes are in the spool now; the others count since the file was made.
struct SpoolCounts {
  uint64_t results = 0;
  uint64_t measurements = 0;
  uint64_t bytes = 0;
  uint64_t dropped_measurements = 0;
  uint64_t refused_results = 0;  // for which there was no room
};

// Thread-safe. A record goes into a journal beside the database, `path`.journal, which a thread of its own empties into
// the database in batches, and whoever reads the database before that; one that finds no room there goes into the
// database at once, after all that wait.
class Spool {
 public:
  // kUnavailable when another process uses the file.
  static Result<std::unique_ptr<Spool>> Open(const SpoolOptions& options);

  // On disk when it returns. `rest` is the end of the record's body, where that is in pieces. A result for which there
  // is no room is refused with kTooLarge and counted; a measurement is dropped and counted. kUnavailable when the disk
  // is full or fails.
  Status Add(const Record& record, std::span<const ByteView> rest = {});

  // The oldest records of the device that has the oldest, in order: at most `max_records`, and as many as fit into
  // `max_bytes`, but at least one where there is any.
  Result<std::vector<StoredRecord>> Oldest(size_t max_records, uint64_t max_bytes);

  // The edge has these.
  Status Remove(const std::vector<StoredRecord>& records);
  // The edge does not take this one: it stays, but is not among the oldest until the spool is opened again.
  Status SetAside(const StoredRecord& record);

  SpoolCounts counts() const;

 private:
  explicit Spool(const SpoolOptions& options) : options_(options) {}

  // Before any other thread, as the next three.
  Status Prepare();
  // What a process left in the journal goes into the database, but for what is there already.
  Status TakeInJournal();
  Status LoadCounts();
  Status OpenJournal();

  void Work(const std::stop_token& stop);
  // Gives `lock`, of mutex_, to others while it writes; holds it when the journal is empty. With database_mutex_ held,
  // as all below but AddToJournal.
  Status EmptyJournal(std::unique_lock<std::mutex>& lock);
  Status MoveIn(const std::vector<StoredRecord>& records);

  // Whether there was room, in the spool and in its journal.
  bool AddToJournal(const Record& record, std::span<const ByteView> rest);
  // With both mutexes held and the journal empty, as the next two, which change `counts` as they change the database.
  Status AddToDatabase(const Record& record);
  // Whether there is room, after measurements were dropped for it.
  Result<bool> InsertWithRoom(const Record& record, SpoolCounts& counts);
  Status DropOldestMeasurement(SpoolCounts& counts);

  Result<std::vector<StoredRecord>> ReadOldest(size_t max_records, uint64_t max_bytes);
  // Counts what was removed.
  Result<SpoolCounts> RemoveAll(const std::vector<StoredRecord>& records);

  const SpoolOptions options_;

  std::mutex database_mutex_;           // locked before mutex_
  std::unique_ptr<Database> database_;  // guarded by database_mutex_, as the next
  std::optional<Statement> insert_;
  std::optional<Statement> oldest_;
  std::optional<Statement> remove_;

  mutable std::mutex mutex_;          // held while a record is written to the disk only where the journal has no room
  std::unique_ptr<Journal> journal_;  // guarded by mutex_, as all below; null without one
  SpoolCounts counts_;
  std::condition_variable_any wake_;
  bool is_journal_filling_ = false;
  std::jthread thread_;  // last: ends before the rest
};

}  // namespace sciot::storage
