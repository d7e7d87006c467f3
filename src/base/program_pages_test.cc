#include "base/program_pages.h"

#include <gtest/gtest.h>

#include <fstream>

namespace sciot {
namespace {

// Pages of files in memory, of this process.
size_t FilePages() {
  std::ifstream file("/proc/self/statm");
  size_t total = 0, resident = 0, from_files = 0;
  file >> total >> resident >> from_files;
  return from_files;
}

TEST(ReleaseProgramPages, TheProgramRunsOnWithLessMemory) {
  const size_t before = FilePages();
  ReleaseProgramPages();
  EXPECT_LT(FilePages(), before);
}

}  // namespace
}  // namespace sciot
