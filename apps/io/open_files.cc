#include "open_files.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "base/log.h"

namespace sciot::app {

void AllowOpenFiles(uint64_t count) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count) return;
  limit.rlim_cur = std::min<rlim_t>(count, limit.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == count) return;
  LogWarning("the system allows " + std::to_string(limit.rlim_cur) + " open files, and max_connections asks for " +
             std::to_string(count));
}

}  // namespace sciot::app
