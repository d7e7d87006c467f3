// Reading untrusted JSON with errors that name the field. Internal to the protocol module.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/limits.h"
#include "protocol/name.h"
#include "sciot/result.h"

namespace sciot::protocol {

using Json = nlohmann::json;

// Shorthand for an Error of kind kInvalidArgument.
Error Invalid(std::string message);

// Whether a text keeps to max_json_bytes, max_json_depth and max_json_values; it may still be no JSON.
Status CheckJsonText(std::string_view text, const Limits& limits);

// One JSON document, checked so before it is built.
Result<Json> ParseJson(std::string_view text, const Limits& limits);

// Compact text; bytes that are no UTF-8 become U+FFFD.
std::string DumpJson(const Json& json);

// `value` for a message: its JSON text, shortened.
std::string Excerpt(const Json& value);

// Of a value that must be an object.
Error NoObject(std::string_view where, const Json& value);

// The fields of a JSON object. Unknown fields are ignored; a known one of the wrong type is an error. Borrows
// the object, which must outlive it.
class ObjectReader {
 public:
  // `where` starts every error, e.g. "tensor 't12'".
  static Result<ObjectReader> Open(const Json& json, std::string where);

  const std::string& where() const { return where_; }

  // The field, or null when it is absent or JSON null.
  const Json* Find(const char* key) const;

  // Required fields.
  Result<std::string> String(const char* key) const;
  // A string that CheckName accepts.
  Result<std::string> Name(const char* key, const Limits& limits) const;
  // An array of at most `max_size` elements.
  Result<const Json*> Array(const char* key, size_t max_size) const;

  // Optional fields.
  Result<std::optional<std::string>> OptionalString(const char* key) const;
  Result<std::optional<bool>> OptionalBool(const char* key) const;
  // An integer in 0..max.
  Result<std::optional<uint64_t>> OptionalUnsigned(const char* key, uint64_t max) const;
  // A number.
  Result<std::optional<double>> OptionalNumber(const char* key) const;
  // One that is not negative.
  Result<std::optional<double>> OptionalAmount(const char* key) const;
  // The object `key`, or an empty one.
  Result<ObjectReader> OptionalObject(const char* key) const;

  // An error about the field `key` that ends with `problem`.
  Error FieldError(const char* key, const std::string& problem) const;

 private:
  ObjectReader(const Json& object, std::string where) : object_(&object), where_(std::move(where)) {}

  const Json* object_;
  std::string where_;
};

}  // namespace sciot::protocol
