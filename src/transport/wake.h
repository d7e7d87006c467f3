// Wakes a thread that polls.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

namespace sciot::transport {

// Set from any thread; its file is readable until Clear.
class Wake {
 public:
  Wake() : file_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Wake() {
    if (file_ >= 0) close(file_);
  }
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  // Negative when the system gave none; errno said why.
  int file() const { return file_; }
  void Set() { static_cast<void>(eventfd_write(file_, 1)); }
  void Clear() {
    eventfd_t count = 0;
    static_cast<void>(eventfd_read(file_, &count));
  }

 private:
  const int file_;
};

}  // namespace sciot::transport
