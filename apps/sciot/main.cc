#include "program.h"

int main(int argc, char** argv) {
  return static_cast<int>(sciot::app::RunProgram(argc, argv));
}
