// A file's bytes as memory, read when they are used and shared by all who map it.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot {

// A regular file, read-only, at the start of a page and with kTensorSlackBytes readable after its end. Who changes the
// file while it is mapped must replace it, as WriteFile does: shortening it in place ends the process. Move-only.
class MappedFile {
 public:
  // Requires at most `max_bytes`, else kTooLarge.
  static Result<MappedFile> Open(const std::filesystem::path& path, size_t max_bytes);

  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  ByteView bytes() const { return {data_, size_bytes_}; }

  // Gives the memory back until the bytes are used again; then they are read from the file once more. Thread-safe.
  void Release() const;

 private:
  std::byte* data_ = nullptr;
  size_t size_bytes_ = 0;
  size_t mapped_bytes_ = 0;
};

}  // namespace sciot
