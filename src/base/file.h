// Whole files, with errors that name the path.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot {

// The bytes of a regular file of at most `max_bytes`.
Result<Bytes> ReadFile(const std::filesystem::path& path, size_t max_bytes);

// The same as text.
Result<std::string> ReadTextFile(const std::filesystem::path& path, size_t max_bytes);

// Replaces `path` atomically: a reader sees the old file or the whole new one, also after a crash or a full disk.
Status WriteFile(const std::filesystem::path& path, ByteView bytes);

// Makes `path` and its parents; an existing directory is fine.
Status MakeDirectory(const std::filesystem::path& path);

}  // namespace sciot
