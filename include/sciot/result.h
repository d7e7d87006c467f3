// Errors as values.
//
//   Result<Model> model = Model::Load(path);
//   if (!model.ok()) return model.error();
//   Use(model.value());
//
// Inside the library SCIOT_TRY and SCIOT_ASSIGN pass an error on to the caller:
//
//   SCIOT_TRY(CheckSize(bytes));
//   SCIOT_ASSIGN(auto graph, BuildGraph(bytes));
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace sciot {

// What went wrong, coarse enough to choose an HTTP status or an exit code from.
enum class ErrorCode {
  kInvalidArgument,  // the caller's input is wrong
  kNotFound,         // a named thing does not exist
  kConflict,         // two things that must agree do not
  kUnsupported,      // valid, but beyond what this build can do
  kTooLarge,         // a named limit is exceeded
  kUnavailable,      // overload or shutdown; trying again later may work
  kTimeout,          // a deadline passed
  kInternal,         // a defect of ours or of the machine (disk, memory)
};

// Short stable name of a code, e.g. "invalid_argument".
const char* ErrorCodeName(ErrorCode code);

// A failure: its kind, and one sentence that names the offending value.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

// The same error with `context` and ": " before its message.
Error WithContext(Error error, const std::string& context);

// Holds a T or the Error that prevented it. Not thread-safe; movable, and copyable where T is.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }

  // Requires ok().
  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }

  // Requires !ok().
  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }

  // Requires !ok().
  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<std::monostate, Error> state_;
};

using Status = Result<void>;

}  // namespace sciot

// Returns the error of `expression` from the enclosing function, if it has one.
#define SCIOT_TRY(expression)                                   \
  do {                                                          \
    if (auto sciot_status = (expression); !sciot_status.ok()) { \
      return sciot_status.error();                              \
    }                                                           \
  } while (false)

// Declares or assigns `target` from the value of `expression`, or returns its error.
#define SCIOT_ASSIGN(target, expression) SCIOT_ASSIGN_IMPL_(SCIOT_CONCAT_(sciot_result_, __LINE__), target, expression)
#define SCIOT_ASSIGN_IMPL_(result, target, expression) \
  auto result = (expression);                          \
  if (!result.ok()) return result.error();             \
  target = std::move(result).value()
#define SCIOT_CONCAT_(a, b) SCIOT_CONCAT_IMPL_(a, b)
#define SCIOT_CONCAT_IMPL_(a, b) a##b
