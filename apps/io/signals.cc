#include "signals.h"

#include <csignal>
#include <ctime>

namespace sciot::app {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

void HoldStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void WaitForStopSignal() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
}

bool StopSignalCame() {
  const sigset_t signals = StopSignals();
  const timespec at_once{};
  return sigtimedwait(&signals, nullptr, &at_once) > 0;
}

}  // namespace sciot::app
