#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace sciot {

Error FileError(const std::filesystem::path& path, const std::string& what, int error_number) {
  const ErrorCode code = error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInternal;
  return {code, path.string() + ": " + what + ": " + std::strerror(error_number)};
}

Result<size_t> FileSize(const std::filesystem::path& path, size_t max_bytes) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) return FileError(path, "cannot read", ENOENT);
  if (!std::filesystem::is_regular_file(status)) {
    return Error{ErrorCode::kInvalidArgument, path.string() + ": not a regular file"};
  }
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) return FileError(path, "cannot read", failure.value());
  if (size > max_bytes) {
    return Error{ErrorCode::kTooLarge,
                 path.string() + ": " + std::to_string(size) + " bytes, the limit is " + std::to_string(max_bytes)};
  }
  return static_cast<size_t>(size);
}

namespace {

template <typename Container>
Result<Container> ReadInto(const std::filesystem::path& path, size_t max_bytes) {
  SCIOT_ASSIGN(const size_t size, FileSize(path, max_bytes));
  Container content(size, typename Container::value_type{});
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return FileError(path, "cannot open", errno);
  stream.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(size));
  if (static_cast<size_t>(stream.gcount()) != size) return FileError(path, "cannot read", EIO);
  return content;
}

// Writes all of `bytes` and forces them to the disk; the errno of the first failure, or 0.
int WriteAndSync(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

}  // namespace

Result<Bytes> ReadFile(const std::filesystem::path& path, size_t max_bytes) {
  return ReadInto<Bytes>(path, max_bytes);
}

Result<std::string> ReadTextFile(const std::filesystem::path& path, size_t max_bytes) {
  return ReadInto<std::string>(path, max_bytes);
}

Status WriteFile(const std::filesystem::path& path, ByteView bytes) {
  std::string temporary = path.string() + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return FileError(path, "cannot write", errno);
  int failure = WriteAndSync(descriptor, bytes);
  if (::fchmod(descriptor, 0644) != 0 && failure == 0) failure = errno;
  if (::close(descriptor) != 0 && failure == 0) failure = errno;
  if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failure = errno;
  if (failure == 0) return {};
  ::unlink(temporary.c_str());
  return FileError(path, "cannot write", failure);
}

Status MakeDirectory(const std::filesystem::path& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (failure) return FileError(path, "cannot create directory", failure.value());
  return {};
}

}  // namespace sciot
