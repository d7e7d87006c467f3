#include "child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

namespace sciot::app {
namespace {

constexpr int kCannotExecute = 127;

Error SystemError(const std::string& what) {
  return {ErrorCode::kInternal, what + ": " + std::strerror(errno)};
}

// The child's side of fork: becomes the program.
[[noreturn]] void Become(const std::vector<char*>& arguments, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  if (getppid() == parent && dup2(output, STDOUT_FILENO) >= 0) execv(arguments[0], arguments.data());
  _exit(kCannotExecute);
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::Start(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return SystemError("cannot make a pipe");
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(arguments, ends[1], parent);
  close(ends[1]);
  if (pid > 0) return std::unique_ptr<ChildProcess>(new ChildProcess(command.front(), pid, ends[0]));
  const Error error = SystemError("cannot start " + command.front());
  close(ends[0]);
  return error;
}

ChildProcess::~ChildProcess() {
  Kill();
  close(output_);
}

std::optional<std::string> ChildProcess::TakeLine() {
  const size_t end = buffer_.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

Result<std::optional<std::string>> ChildProcess::ReadLine(Duration timeout) {
  const TimePoint end = SteadyClock().Now() + timeout;
  while (true) {
    if (auto line = TakeLine()) return line;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - SteadyClock().Now());
    pollfd readable{output_, POLLIN, 0};
    if (poll(&readable, 1, static_cast<int>(std::max<int64_t>(left.count(), 0))) <= 0)
      return std::optional<std::string>();
    std::array<char, 4096> part{};
    const ssize_t size = read(output_, part.data(), part.size());
    if (size <= 0) return Error{ErrorCode::kUnavailable, program_ + " has ended"};
    buffer_.append(part.data(), static_cast<size_t>(size));
  }
}

void ChildProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

}  // namespace sciot::app
