#include "protocol/json_fields.h"

// The library without its compiled part, which is built here.
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <cmath>
#include <string>
#include <utility>

namespace sciot::protocol {
namespace {

namespace json = boost::json;

Error NumberTooLarge(std::string_view text) {
  constexpr size_t kShownBytes = 40;
  return Invalid("invalid JSON: the number " + std::string(text.substr(0, kShownBytes)) + " is too large");
}

// The events of the library's parser. Each returns whether to go on.
class Events {
 public:
  // Only what CheckJsonText allows gets here.
  static constexpr size_t max_object_size = static_cast<size_t>(-1);
  static constexpr size_t max_array_size = max_object_size;
  static constexpr size_t max_key_size = max_object_size;
  static constexpr size_t max_string_size = max_object_size;

  Events(std::string_view where, FieldVisitor& visitor) : where_(where), visitor_(visitor) {}

  const Status& status() const { return status_; }

  static bool on_document_begin(json::error_code&) { return true; }
  static bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& error) { return Open(Json::value_t::object, error); }
  bool on_object_end(size_t, json::error_code&) { return Close(); }
  bool on_array_begin(json::error_code& error) { return Open(Json::value_t::array, error); }
  bool on_array_end(size_t, json::error_code&) { return Close(); }

  bool on_key_part(json::string_view part, size_t, json::error_code&) { return Keep(part); }
  bool on_key(json::string_view end, size_t, json::error_code&) {
    if (depth_ == 1) key_ = Whole(end);
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, size_t, json::error_code&) { return Keep(part); }
  bool on_string(json::string_view end, size_t, json::error_code& error) {
    const std::string_view text = Whole(end);
    const bool goes_on = depth_ == 1 ? GoOn(visitor_.Text(key_, text), error) : Take(Json(text), error);
    text_.clear();
    return goes_on;
  }

  static bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(int64_t value, json::string_view, json::error_code& error) { return Take(value, error); }
  bool on_uint64(uint64_t value, json::string_view, json::error_code& error) { return Take(value, error); }
  bool on_double(double value, json::string_view text, json::error_code& error) {
    return std::isfinite(value) ? Take(value, error) : GoOn(NumberTooLarge(text), error);
  }
  bool on_bool(bool value, json::error_code& error) { return Take(value, error); }
  bool on_null(json::error_code& error) { return Take(nullptr, error); }
  static bool on_comment_part(json::string_view, json::error_code&) { return true; }
  static bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  bool Open(Json::value_t type, json::error_code& error) {
    const bool goes_on = depth_ == 0 && type == Json::value_t::object ? true : Take(Json(type), error);
    if (++depth_ == 2) in_array_ = type == Json::value_t::array;
    return goes_on;
  }

  bool Close() {
    --depth_;
    return true;
  }

  bool Keep(std::string_view part) {
    text_ += part;
    return true;
  }

  // With the parts kept before.
  std::string_view Whole(std::string_view end) {
    if (text_.empty()) return end;
    return text_ += end;
  }

  bool Take(const Json& value, json::error_code& error) {
    if (depth_ == 0) return GoOn(NoObject(where_, value), error);
    if (depth_ == 1) return GoOn(visitor_.Value(key_, value), error);
    return depth_ == 2 && in_array_ ? GoOn(visitor_.Element(key_, value), error) : true;
  }

  bool GoOn(Status status, json::error_code& error) {
    if (status.ok()) return true;
    status_ = std::move(status);
    error = json::error::exception;  // any: it ends the parser
    return false;
  }

  std::string_view where_;
  FieldVisitor& visitor_;
  Status status_;
  std::string key_;   // of the object's field
  std::string text_;  // parts of a string whose end has not come
  size_t depth_ = 0;
  bool in_array_ = false;  // the field
};

}  // namespace

Status VisitFields(std::string_view text, const Limits& limits, std::string_view where, FieldVisitor& visitor) {
  SCIOT_TRY(CheckJsonText(text, limits));
  json::parse_options options;
  options.max_depth = limits.max_json_depth;
  json::basic_parser<Events> parser(options, where, visitor);
  json::error_code error;
  const size_t count = parser.write_some(/*more=*/false, text.data(), text.size(), error);
  if (!parser.handler().status().ok()) return parser.handler().status();
  if (!error && count < text.size()) error = json::error::extra_data;
  return error ? Status(Invalid("invalid JSON: " + error.message())) : Status();
}

}  // namespace sciot::protocol
