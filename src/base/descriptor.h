// A file that is open, for what streams cannot do.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace sciot {

// Closed with its scope; a mapping outlives it.
class Descriptor {
 public:
  // `flags` as open(2) has them; a file that is made is readable by all. See is_open, and errno.
  Descriptor(const std::filesystem::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (is_open()) ::close(number_);
  }

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace sciot
