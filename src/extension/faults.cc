#include "extension/faults.h"

#include "base/log.h"

namespace sciot::extension {

void Faults::Report(const std::string& extension, const std::string& kind, const std::string& what) {
  const std::string key = extension + ": " + kind;
  {
    const std::lock_guard lock(mutex_);
    if (counts_[key]++ > 0) return;
  }
  LogError("extension '" + extension + "' " + what + "; further ones of the kind are only counted");
}

std::map<std::string, uint64_t> Faults::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace sciot::extension
