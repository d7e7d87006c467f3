// What devices told an edge of their inferences, and what it ran itself: on disk, each once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sciot/result.h"
#include "storage/database.h"
#include "storage/record.h"

namespace sciot::storage {

struct ResultStoreOptions {
  // Empty: nothing is kept.
  std::filesystem::path path;
  // Records kept; the oldest is dropped for a new one, and counted.
  uint64_t max_records = 1'000'000;
  // Of all records together; likewise.
  uint64_t max_bytes = uint64_t{1} << 30;
  Durability durability = Durability::kProcess;
};

// Records and bytes are there now; the others count since the file was made.
struct ResultStoreCounts {
  uint64_t records = 0;
  uint64_t bytes = 0;
  uint64_t repeated = 0;  // came again, and were not taken again
  uint64_t dropped = 0;
};

// Thread-safe. Other programs may read the file meanwhile: table `records`.
class ResultStore {
 public:
  static Result<std::unique_ptr<ResultStore>> Open(const ResultStoreOptions& options);

  struct Added {
    uint64_t added = 0;
    uint64_t repeated = 0;  // of kind, device and id of one that is there
  };
  // All or, with an error, none; on disk when it returns. kTooLarge for a record that does not fit even alone.
  Result<Added> Add(std::span<const Record> records);

  // At most `max_records` after that sequence, in order, and as many as fit into `max_bytes`, but at least one where
  // there is any; of one device where it is named.
  Result<std::vector<StoredRecord>> List(const std::string& device_id, int64_t after, size_t max_records,
                                         uint64_t max_bytes);

  ResultStoreCounts counts() const;

 private:
  explicit ResultStore(const ResultStoreOptions& options) : options_(options) {}

  Status Prepare();
  // With the mutex held, as all below.
  Status LoadCounts();
  Status CheckSizes(std::span<const Record> records) const;
  Result<Added> AddAll(std::span<const Record> records);
  // Whether it is new.
  Result<bool> Insert(const Record& record);
  Status DropBeyondBounds();

  const ResultStoreOptions options_;
  mutable std::mutex mutex_;
  std::unique_ptr<Database> database_;  // guarded by mutex_, as all below
  std::optional<Statement> insert_;
  std::optional<Statement> list_all_;
  std::optional<Statement> list_one_;
  ResultStoreCounts counts_;
};

}  // namespace sciot::storage
