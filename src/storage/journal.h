// Records on their way into a database, in a file whose pages are mapped: keeping one costs a copy and a checksum.
//
//   file    record*, and then whatever is there
//   record  u32 bytes of the record, u64 sequence, u32 kind, u32 bytes of the device, u32 bytes of the id,
//           device, id, body, u64 XXH3 of all before
//
// Integers are little endian. A copy into mapped pages outlives the process that made it. Sequences rise by one from
// record to record and never begin again, so that the journal ends where a checksum is wrong or a sequence does not
// follow: after a record that was being written when the process died, and before those left from earlier. Emptying
// therefore writes nothing: the next record goes to the start, and which sequences are in the database says the
// database, in the transaction that took them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "sciot/result.h"
#include "storage/record.h"

namespace sciot::storage {

// The records at the start of `bytes` that are whole and follow one another.
std::vector<StoredRecord> ReadJournal(ByteView bytes);

// One thread at a time, but for the bytes in waiting(). The file is of one process.
class Journal {
 public:
  // Makes the file where it is not there, and takes room on the disk for all its `size_bytes`, >= 1; an error when
  // there is none. What is in the file counts no more. Records are numbered from `next_sequence`.
  static Result<std::unique_ptr<Journal>> Open(const std::filesystem::path& path, size_t size_bytes,
                                               int64_t next_sequence);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Whether there was room. When it returns the record, whose body ends with `rest`, survives the end of the process.
  bool Append(const Record& record, std::span<const ByteView> rest = {});

  // What was appended and not forgotten; stays until it is.
  ByteView waiting() const { return {data_ + begin_, end_ - begin_}; }
  // The first `bytes` of what waits are in the database.
  void Forget(size_t bytes);

  // Whether so much of the room is taken that it is time to empty it: half, but no more than stays in a processor's
  // cache, to be written again.
  bool is_filling() const { return end_ >= std::min(size_bytes_ / 2, kBatchBytes); }

 private:
  static constexpr size_t kBatchBytes = size_t{64} << 10;

  Journal(std::byte* data, size_t size_bytes, int64_t next_sequence)
      : data_(data), size_bytes_(size_bytes), next_sequence_(next_sequence) {}

  std::byte* const data_;  // the mapped file
  const size_t size_bytes_;
  size_t begin_ = 0;  // of what waits
  size_t end_ = 0;
  int64_t next_sequence_;
  Bytes head_;  // of the record that is appended, as the next
  std::vector<ByteView> parts_;
};

}  // namespace sciot::storage
