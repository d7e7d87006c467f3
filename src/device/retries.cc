#include "device/retries.h"

#include <algorithm>

namespace sciot::device {
namespace {

// Whether an attempt may succeed later as it is.
bool IsTransient(const Error& error) {
  switch (error.code) {
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
    case ErrorCode::kInternal:
    case ErrorCode::kUnsupported:
      return true;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kTooLarge:
      return false;
  }
  return false;
}

}  // namespace

bool IsUnreachable(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kTimeout;
}

Duration Retries::Next(const Error& error, std::optional<Duration> asked) {
  const bool is_retry = IsTransient(error) && used_ < count_;
  if (is_retry) ++used_;
  const Duration pause = is_retry ? delays_.Next() : checks_.Next();
  return std::max(pause, asked.value_or(Duration::zero()));
}

void Retries::Reset() {
  used_ = 0;
  delays_.Reset();
}

}  // namespace sciot::device
