// The edge server: serves models over the Open Inference Protocol v2 and tells each device where to split.
#include <malloc.h>

#include "sciot/edge.h"

namespace {

// Blocks of this size and more, such as bodies of requests, are pages of their own that go back to the system when they
// are freed. Left alone, glibc raises its limit with every such block and keeps them.
constexpr int kOwnPagesBytes = 256 << 10;
// Heaps of all threads together. Left alone, each worker's keeps what it once needed; what is small comes from caches
// of the threads' own, so they seldom meet.
constexpr int kHeaps = 1;

}  // namespace

int main(int argc, char** argv) {
  ::mallopt(M_MMAP_THRESHOLD, kOwnPagesBytes);
  ::mallopt(M_ARENA_MAX, kHeaps);
  return sciot::RunEdge(argc, argv, {});
}
