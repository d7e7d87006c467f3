// What a process that died left in the journal of a spool.
#include <cstdlib>

#include "storage/journal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView bytes(reinterpret_cast<const std::byte*>(data), size);
  int64_t next = 0;
  for (const sciot::storage::StoredRecord& stored : sciot::storage::ReadJournal(bytes)) {
    if (stored.sequence <= 0 || (next != 0 && stored.sequence != next)) std::abort();
    next = stored.sequence + 1;
  }
  return 0;
}
