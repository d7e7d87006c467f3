#include "base/program_pages.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace sciot {
namespace {

// Of a file as it was loaded: its segments that are never written.
int ReleaseSegments(dl_phdr_info* file, size_t, void*) {
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (ElfW(Half) i = 0; i < file->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = file->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const uintptr_t first = (file->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const uintptr_t end = (file->dlpi_addr + segment.p_vaddr + segment.p_memsz + page - 1) & ~(page - 1);
    ::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void ReleaseProgramPages() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(ReleaseSegments, nullptr);
}

}  // namespace sciot
