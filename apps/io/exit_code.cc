#include "exit_code.h"

#include <algorithm>
#include <iostream>

namespace sciot::app {
namespace {

// ASCII only: bytes of UTF-8 sequences pass.
bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

}  // namespace

std::string OneLine(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), IsControl, ' ');
  return line;
}

std::string ErrorLine(std::string_view program, std::string_view message) {
  return std::string(program) + ": " + OneLine(message);
}

void PrintError(std::string_view program, const Error& error) {
  std::cerr << ErrorLine(program, error.message) << '\n';
}

ExitCode Fail(std::string_view program, const Error& error, ExitCode exit_code) {
  PrintError(program, error);
  return exit_code;
}

}  // namespace sciot::app
