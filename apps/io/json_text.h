// JSON as the programs print it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace sciot::app {

using Json = nlohmann::ordered_json;

// On one line. Bytes of names that are not UTF-8 become U+FFFD.
std::string JsonLine(const Json& json);

// Indented, for documents that people read too.
std::string JsonDocument(const Json& json);

}  // namespace sciot::app
