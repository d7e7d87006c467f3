// The edge server: serves models over the Open Inference Protocol v2 and tells each device where to split.
#include "sciot/edge.h"

int main(int argc, char** argv) {
  return sciot::RunEdge(argc, argv, {});
}
