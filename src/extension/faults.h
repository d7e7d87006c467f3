// What went wrong in extensions, for the log and for whoever asks the edge.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace sciot::extension {

// Thread-safe.
class Faults {
 public:
  // Counts a fault. The first of an extension's of a kind is logged with `what`, which says what happened and what is
  // used instead. `kind` is a short word, e.g. "threw".
  void Report(const std::string& extension, const std::string& kind, const std::string& what);

  // How often, by "<extension>: <kind>".
  std::map<std::string, uint64_t> counts() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, uint64_t> counts_;  // guarded by mutex_
};

}  // namespace sciot::extension
