#include "base/mapped_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/file.h"
#include "base/padded_buffer.h"

namespace sciot {
namespace {

size_t WholePages(size_t bytes) {
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::filesystem::path& path, size_t max_bytes) {
  SCIOT_ASSIGN(const size_t size, FileSize(path, max_bytes));
  const Descriptor file(path, O_RDONLY);
  if (!file.is_open()) return FileError(path, "cannot open", errno);
  // Pages without a file first, for what is read past its end; then the file over them.
  const size_t pages = WholePages(size + kTensorSlackBytes);
  void* const place = ::mmap(nullptr, pages, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return FileError(path, "cannot map", errno);
  MappedFile mapped;
  mapped.data_ = static_cast<std::byte*>(place);
  mapped.size_bytes_ = size;
  mapped.mapped_bytes_ = pages;
  if (size == 0) return mapped;
  if (::mmap(place, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, file.number(), 0) != MAP_FAILED) return mapped;
  return FileError(path, "cannot map", errno);
}

MappedFile::MappedFile(MappedFile&& other) noexcept {
  *this = std::move(other);
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_bytes_, other.size_bytes_);
  std::swap(mapped_bytes_, other.mapped_bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, mapped_bytes_);
}

void MappedFile::Release() const {
  if (data_ != nullptr) ::madvise(data_, mapped_bytes_, MADV_DONTNEED);
}

}  // namespace sciot
