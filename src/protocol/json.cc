#include "protocol/json.h"

#include <cmath>

namespace sciot::protocol {
namespace {

constexpr size_t kExcerptBytes = 40;

// Counts nesting and values without building anything, so that a small hostile text cannot become a large
// document.
class JsonCensus {
 public:
  explicit JsonCensus(const Limits& limits) : limits_(limits) {}

  Status Take(std::string_view text) {
    for (const char c : text) {
      if (in_string_) {
        TakeStringByte(c);
      } else {
        SCIOT_TRY(TakeByte(c));
      }
    }
    return {};
  }

 private:
  void TakeStringByte(char c) {
    const bool ends = c == '"' && !escaped_;
    escaped_ = c == '\\' && !escaped_;
    if (ends) in_string_ = false;
  }

  Status TakeByte(char c) {
    if (c == '"') in_string_ = true;
    if (c == '[' || c == '{') return Open();
    if ((c == ']' || c == '}') && depth_ > 0) --depth_;
    if (c == ',' || c == ':') return CountValue();
    return {};
  }

  Status Open() {
    if (++depth_ > limits_.max_json_depth) {
      return Invalid("the JSON is nested deeper than " + std::to_string(limits_.max_json_depth) +
                     " levels (max_json_depth)");
    }
    return CountValue();
  }

  Status CountValue() {
    if (++values_ > limits_.max_json_values) {
      return Error{ErrorCode::kTooLarge, "the JSON holds more than " + std::to_string(limits_.max_json_values) +
                                             " values (max_json_values); send tensors as binary data"};
    }
    return {};
  }

  const Limits& limits_;
  size_t depth_ = 0;
  size_t values_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

// What the JSON library says, without its own prefix "[json.exception.parse_error.101] ".
std::string WithoutPrefix(const std::string& what) {
  const size_t end = what.find("] ");
  return end == std::string::npos ? what : what.substr(end + 2);
}

}  // namespace

Error Invalid(std::string message) {
  return Error{ErrorCode::kInvalidArgument, std::move(message)};
}

Status CheckJsonText(std::string_view text, const Limits& limits) {
  if (text.empty()) return Invalid("the body is empty; JSON is expected");
  if (text.size() > limits.max_json_bytes) {
    return Error{ErrorCode::kTooLarge, "the JSON has " + std::to_string(text.size()) + " bytes; the limit is " +
                                           std::to_string(limits.max_json_bytes) + " (max_json_bytes)"};
  }
  return JsonCensus(limits).Take(text);
}

Result<Json> ParseJson(std::string_view text, const Limits& limits) {
  SCIOT_TRY(CheckJsonText(text, limits));
  try {
    return Json::parse(text);
  } catch (const Json::exception& exception) {
    return Invalid("invalid JSON: " + WithoutPrefix(exception.what()));
  }
}

std::string DumpJson(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Excerpt(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "an array" : "an object";
  std::string text = DumpJson(value);
  return text.size() <= kExcerptBytes ? text : text.substr(0, kExcerptBytes) + "…";
}

Error NoObject(std::string_view where, const Json& value) {
  return Invalid(std::string(where) + " must be a JSON object, not " + Excerpt(value));
}

Result<ObjectReader> ObjectReader::Open(const Json& json, std::string where) {
  if (!json.is_object()) return NoObject(where, json);
  return ObjectReader(json, std::move(where));
}

const Json* ObjectReader::Find(const char* key) const {
  const auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

Error ObjectReader::FieldError(const char* key, const std::string& problem) const {
  return Invalid(where_ + ": '" + key + "' " + problem);
}

Result<std::string> ObjectReader::String(const char* key) const {
  SCIOT_ASSIGN(auto text, OptionalString(key));
  if (!text) return FieldError(key, "is missing");
  return *std::move(text);
}

Result<std::string> ObjectReader::Name(const char* key, const Limits& limits) const {
  SCIOT_ASSIGN(std::string name, String(key));
  SCIOT_TRY(CheckName(name, where_ + ": '" + key + "'", limits));
  return name;
}

Result<const Json*> ObjectReader::Array(const char* key, size_t max_size) const {
  const Json* value = Find(key);
  if (value == nullptr) return FieldError(key, "is missing");
  if (!value->is_array()) return FieldError(key, "must be an array, not " + Excerpt(*value));
  if (value->size() > max_size) {
    return Error{ErrorCode::kTooLarge, FieldError(key, "has " + std::to_string(value->size()) +
                                                           " entries; the limit is " + std::to_string(max_size))
                                           .message};
  }
  return value;
}

Result<std::optional<std::string>> ObjectReader::OptionalString(const char* key) const {
  const Json* value = Find(key);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return FieldError(key, "must be a string, not " + Excerpt(*value));
  return std::optional(value->get<std::string>());
}

Result<std::optional<bool>> ObjectReader::OptionalBool(const char* key) const {
  const Json* value = Find(key);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_boolean()) return FieldError(key, "must be true or false, not " + Excerpt(*value));
  return std::optional(value->get<bool>());
}

Result<std::optional<uint64_t>> ObjectReader::OptionalUnsigned(const char* key, uint64_t max) const {
  const Json* value = Find(key);
  if (value == nullptr) return std::optional<uint64_t>();
  if (!value->is_number_unsigned() || value->get<uint64_t>() > max) {
    return FieldError(key, "must be an integer from 0 to " + std::to_string(max) + ", not " + Excerpt(*value));
  }
  return std::optional(value->get<uint64_t>());
}

Result<std::optional<double>> ObjectReader::OptionalNumber(const char* key) const {
  const Json* value = Find(key);
  if (value == nullptr) return std::optional<double>();
  if (!value->is_number()) return FieldError(key, "must be a number, not " + Excerpt(*value));
  return std::optional(value->get<double>());
}

Result<std::optional<double>> ObjectReader::OptionalAmount(const char* key) const {
  const Json* value = Find(key);
  if (value != nullptr && !(value->is_number() && value->get<double>() >= 0)) {
    return FieldError(key, "must be a number that is not negative, not " + Excerpt(*value));
  }
  return OptionalNumber(key);
}

Result<ObjectReader> ObjectReader::OptionalObject(const char* key) const {
  static const Json kEmpty = Json::object();
  const Json* value = Find(key);
  const std::string where = where_ + ": '" + key + "'";
  return Open(value == nullptr ? kEmpty : *value, where);
}

}  // namespace sciot::protocol
