#include "protocol/name.h"

#include <algorithm>

namespace sciot::protocol {

Status CheckName(std::string_view name, const std::string& what, const Limits& limits) {
  if (name.empty()) return Error{ErrorCode::kInvalidArgument, what + " is empty"};
  if (name.size() > limits.max_name_bytes) {
    return Error{ErrorCode::kInvalidArgument, what + " has " + std::to_string(name.size()) + " bytes; the limit is " +
                                                  std::to_string(limits.max_name_bytes) + " (max_name_bytes)"};
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::none_of(name.begin(), name.end(), is_control)) return {};
  return Error{ErrorCode::kInvalidArgument, what + " holds a control character"};
}

}  // namespace sciot::protocol
