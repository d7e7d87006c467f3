// Reading untrusted JSON as it comes, without building a document: for small messages that come often. Internal to the
// protocol module.
#pragma once

#include <string_view>

#include "protocol/json.h"
#include "protocol/limits.h"
#include "sciot/result.h"

namespace sciot::protocol {

// Is told the fields of a JSON object in the order they come, and the elements of those that are arrays. What lies
// deeper is passed over. Any failure ends the reading.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  // A field that is a string.
  virtual Status Text(std::string_view key, std::string_view text) = 0;
  // Any other field. An array or an object is empty here: its contents follow.
  virtual Status Value(std::string_view key, const Json& value) = 0;
  // An element of the field `key`.
  virtual Status Element(std::string_view key, const Json& value) = 0;
};

// Reads one JSON object; the same limits hold as for ParseJson. `where` starts the error about a text that is another
// value.
Status VisitFields(std::string_view text, const Limits& limits, std::string_view where, FieldVisitor& visitor);

}  // namespace sciot::protocol
