#include "storage/journal.h"

#define XXH_INLINE_ALL

#include <sys/mman.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <utility>

#include "base/descriptor.h"
#include "base/file.h"

namespace sciot::storage {
namespace {

constexpr size_t kLengthBytes = 4;
constexpr size_t kChecksumBytes = 8;
constexpr size_t kLeastBytes = kLengthBytes + 8 + 4 + 4 + 4 + kChecksumBytes;
constexpr size_t kMostBytes = std::numeric_limits<uint32_t>::max();

uint64_t Checksum(ByteView bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

Error Invalid(const char* what) {
  return {ErrorCode::kInvalidArgument, what};
}

// The next record without length and checksum, if that is right.
Result<ByteView> TakeRecord(ByteReader& journal) {
  ByteReader checked = journal;
  SCIOT_ASSIGN(const uint32_t bytes, journal.ReadU32());
  if (bytes < kLeastBytes) return Invalid("shorter than a record");
  SCIOT_ASSIGN(const ByteView content, journal.ReadBytes(bytes - kLengthBytes - kChecksumBytes));
  SCIOT_ASSIGN(const uint64_t checksum, journal.ReadU64());
  SCIOT_ASSIGN(const ByteView before, checked.ReadBytes(bytes - kChecksumBytes));
  if (Checksum(before) != checksum) return Invalid("wrong checksum");
  return content;
}

Result<std::string> ReadText(ByteReader& reader, size_t bytes) {
  SCIOT_ASSIGN(const ByteView text, reader.ReadBytes(bytes));
  return std::string(AsText(text));
}

Result<StoredRecord> ReadRecord(ByteReader& journal) {
  SCIOT_ASSIGN(const ByteView content, TakeRecord(journal));
  ByteReader reader(content);
  StoredRecord stored;
  SCIOT_ASSIGN(const uint64_t sequence, reader.ReadU64());
  SCIOT_ASSIGN(const uint32_t kind, reader.ReadU32());
  if (sequence == 0 || !std::in_range<int64_t>(sequence)) return Invalid("of no sequence");
  if (kind > static_cast<uint32_t>(RecordKind::kMeasurement)) return Invalid("of no known kind");
  stored.sequence = static_cast<int64_t>(sequence);
  stored.record.kind = static_cast<RecordKind>(kind);
  SCIOT_ASSIGN(const uint32_t device_bytes, reader.ReadU32());
  SCIOT_ASSIGN(const uint32_t id_bytes, reader.ReadU32());
  SCIOT_ASSIGN(stored.record.device_id, ReadText(reader, device_bytes));
  SCIOT_ASSIGN(stored.record.id, ReadText(reader, id_bytes));
  SCIOT_ASSIGN(stored.record.body, ReadText(reader, reader.remaining()));
  return stored;
}

}  // namespace

std::vector<StoredRecord> ReadJournal(ByteView bytes) {
  std::vector<StoredRecord> records;
  ByteReader reader(bytes);
  while (true) {
    Result<StoredRecord> next = ReadRecord(reader);
    const bool follows = next.ok() && (records.empty() || next.value().sequence == records.back().sequence + 1);
    if (!follows) return records;
    records.push_back(std::move(next).value());
  }
}

Result<std::unique_ptr<Journal>> Journal::Open(const std::filesystem::path& path, size_t size_bytes,
                                               int64_t next_sequence) {
  const Descriptor file(path, O_RDWR | O_CREAT);
  if (!file.is_open()) return FileError(path, "cannot open", errno);
  const auto size = static_cast<off_t>(size_bytes);
  if (const int failure = posix_fallocate(file.number(), 0, size); failure != 0) {
    static_cast<void>(std::filesystem::remove(path));
    return FileError(path, "no room for " + std::to_string(size_bytes) + " bytes", failure);
  }
  if (ftruncate(file.number(), size) != 0) return FileError(path, "cannot resize", errno);
  void* const place = mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  if (place == MAP_FAILED) return FileError(path, "cannot map", errno);
  return std::unique_ptr<Journal>(new Journal(static_cast<std::byte*>(place), size_bytes, next_sequence));
}

Journal::~Journal() {
  munmap(data_, size_bytes_);
}

bool Journal::Append(const Record& record, std::span<const ByteView> rest) {
  parts_ = {{}, AsBytes(record.device_id), AsBytes(record.id), AsBytes(record.body)};
  parts_.insert(parts_.end(), rest.begin(), rest.end());
  size_t bytes = kLeastBytes;
  for (const ByteView part : parts_) bytes += part.size();
  if (bytes > size_bytes_ - end_ || bytes > kMostBytes) return false;
  head_.clear();
  AppendU32(head_, static_cast<uint32_t>(bytes));
  AppendU64(head_, static_cast<uint64_t>(next_sequence_));
  AppendU32(head_, static_cast<uint32_t>(record.kind));
  AppendU32(head_, static_cast<uint32_t>(record.device_id.size()));
  AppendU32(head_, static_cast<uint32_t>(record.id.size()));
  parts_.front() = head_;
  std::byte* place = data_ + end_;
  for (const ByteView part : parts_) place = std::copy(part.data(), part.data() + part.size(), place);
  head_.clear();
  AppendU64(head_, Checksum({data_ + end_, place}));
  std::copy(head_.begin(), head_.end(), place);
  end_ += bytes;
  ++next_sequence_;
  return true;
}

void Journal::Forget(size_t bytes) {
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

}  // namespace sciot::storage
