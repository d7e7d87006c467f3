// The edge server: serves models over the Open Inference Protocol v2 and tells each device where to split.
#include <malloc.h>

#include "sciot/edge.h"

namespace {

// Blocks of this size and more, such as bodies of requests, are pages of their own that go back to the system when they
// are freed. Left alone, glibc raises its limit with every such block and keeps them.
constexpr int kOwnPagesBytes = 256 << 10;

}  // namespace

int main(int argc, char** argv) {
  ::mallopt(M_MMAP_THRESHOLD, kOwnPagesBytes);
  return sciot::RunEdge(argc, argv, {});
}
