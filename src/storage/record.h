// What is kept of an inference until, and after, the edge has it.
#pragma once

#include <cstdint>
#include <string>

namespace sciot::storage {

enum class RecordKind : uint8_t { kResult = 0, kMeasurement = 1 };

// Known by its kind, its device and its id: no two are the same.
struct Record {
  RecordKind kind = RecordKind::kResult;
  std::string device_id;
  std::string id;
  std::string body;  // as it travels
};

// One that is stored; the sequence ascends in the order in which they came.
struct StoredRecord {
  int64_t sequence = 0;
  Record record;
};

// Bytes that a record counts for in the bounds of a store: what it holds, and its row.
inline constexpr uint64_t kRowBytes = 64;
inline uint64_t SizeOf(const Record& record) {
  return record.device_id.size() + record.id.size() + record.body.size() + kRowBytes;
}

}  // namespace sciot::storage
