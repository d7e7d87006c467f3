// A program started by this one.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sciot/result.h"

namespace sciot::app {

class ChildProcess {
 public:
  // Starts a program by its path, with its standard output in our hands. It dies when this thread does.
  static Result<std::unique_ptr<ChildProcess>> Start(const std::vector<std::string>& command);

  // Kills it.
  ~ChildProcess();

  // The next line it prints; nothing when none comes in time. An error when it has ended.
  Result<std::optional<std::string>> ReadLine(Duration timeout);

  // SIGKILL, at once; returns when it is gone.
  void Kill();

 private:
  ChildProcess(std::string program, pid_t pid, int output) : program_(std::move(program)), pid_(pid), output_(output) {}

  std::optional<std::string> TakeLine();

  std::string program_;
  pid_t pid_;
  int output_;
  std::string buffer_;  // read, but not yet returned
};

}  // namespace sciot::app
