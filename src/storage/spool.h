// Results and measurements on their way to the edge, on disk until it has them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "sciot/result.h"
#include "storage/database.h"
#include "storage/record.h"

namespace sciot::storage {

struct SpoolOptions {
  std::filesystem::path path;
  // Measurements kept; the oldest is dropped for a new one.
  uint64_t max_measurements = 10'000;
  // Of all records together. For a new result the oldest measurements are dropped, but never a result.
  uint64_t max_bytes = uint64_t{64} << 20;
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

// Thread-safe.
class Spool {
 public:
  // kUnavailable when another process uses the file.
  static Result<std::unique_ptr<Spool>> Open(const SpoolOptions& options);

  // On disk when it returns. A result for which there is no room is refused with kTooLarge and counted; a measurement
  // is dropped and counted. kUnavailable when the disk is full or fails.
  Status Add(const Record& record);

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

  Status Prepare(const DatabaseOptions& options);
  // With the mutex held, as all below.
  Status LoadCounts();
  bool HasRoomFor(const Record& record) const;
  Status Insert(const Record& record);
  // The slow way of Add, where there is no room; whether there is now.
  Result<bool> InsertWithRoom(const Record& record);
  Status DropOldestMeasurement();
  Status RemoveAll(const std::vector<StoredRecord>& records);
  Status Count(const char* name, uint64_t& counter);
  uint64_t& Number(RecordKind kind) { return kind == RecordKind::kResult ? counts_.results : counts_.measurements; }

  const SpoolOptions options_;
  mutable std::mutex mutex_;
  std::unique_ptr<Database> database_;  // guarded by mutex_, as all below
  std::optional<Statement> insert_;
  std::optional<Statement> oldest_;
  std::optional<Statement> remove_;
  SpoolCounts counts_;
};

}  // namespace sciot::storage
