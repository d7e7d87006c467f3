// Whole files, with errors that name the path.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot {

// The size of a regular file of at most `max_bytes`.
Result<size_t> FileSize(const std::filesystem::path& path, size_t max_bytes);

// What went wrong with a file, by the error number of the system; kNotFound when there is none.
Error FileError(const std::filesystem::path& path, const std::string& what, int error_number);

// The bytes of a regular file of at most `max_bytes`.
Result<Bytes> ReadFile(const std::filesystem::path& path, size_t max_bytes);

// The same as text.
Result<std::string> ReadTextFile(const std::filesystem::path& path, size_t max_bytes);

// Replaces `path` atomically: a reader sees the old file or the whole new one, also after a crash or a full disk.
Status WriteFile(const std::filesystem::path& path, ByteView bytes);

// Makes `path` and its parents; an existing directory is fine.
Status MakeDirectory(const std::filesystem::path& path);

}  // namespace sciot
