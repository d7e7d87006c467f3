// Values as YAML text in one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sciot::app {

// The shortest decimal that reads back as `number`, without an exponent.
std::string YamlNumber(double number);

// A word, in quotes where YAML would take it for something else.
std::string YamlWord(std::string_view text);

// "[a, b]"
std::string YamlList(const std::vector<std::string>& words);

}  // namespace sciot::app
