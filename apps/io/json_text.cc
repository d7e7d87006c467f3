#include "json_text.h"

namespace sciot::app {
namespace {

constexpr int kOneLine = -1;
constexpr int kIndent = 1;

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string JsonLine(const Json& json) {
  return Dump(json, kOneLine);
}

std::string JsonDocument(const Json& json) {
  return Dump(json, kIndent);
}

}  // namespace sciot::app
