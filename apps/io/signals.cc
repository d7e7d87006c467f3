#include "signals.h"

#include <csignal>
#include <ctime>

namespace sciot::app {
namespace {

sigset_t HeldSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  return signals;
}

Signal MeaningOf(int signal) {
  return signal == SIGHUP ? Signal::kReload : Signal::kStop;
}

}  // namespace

void HoldSignals() {
  const sigset_t signals = HeldSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Signal WaitForSignal() {
  const sigset_t signals = HeldSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return MeaningOf(signal);
}

std::optional<Signal> TakeSignal(std::chrono::nanoseconds longest_wait) {
  const sigset_t signals = HeldSignals();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(longest_wait);
  const timespec wait{seconds.count(), (longest_wait - seconds).count()};
  const int signal = sigtimedwait(&signals, nullptr, &wait);
  if (signal <= 0) return std::nullopt;
  return MeaningOf(signal);
}

}  // namespace sciot::app
