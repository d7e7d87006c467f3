// Request targets such as "/v2/models/fomo/infer?trace=1".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sciot/result.h"

namespace sciot::protocol {

struct Target {
  // Percent-decoded parts between the slashes, none empty; a slash at the end is ignored. Untrusted text: a
  // segment may hold a slash or dots, so it is looked up, never made part of a file name.
  std::vector<std::string> segments;
  // What follows '?', as it came.
  std::string query;

  bool operator==(const Target&) const = default;
};

// The origin form of RFC 9112, section 3.2.1.
Result<Target> ParseTarget(std::string_view target);

// The decoded value of the first `key` in a query such as "a=1&b=2"; nothing where it is not there. An error where an
// escape is broken or stands for a control character.
Result<std::optional<std::string>> FindQueryValue(std::string_view query, std::string_view key);

// `text` as one path segment: every byte but the unreserved ones of RFC 3986 becomes %XX.
std::string EncodeSegment(std::string_view text);

}  // namespace sciot::protocol
