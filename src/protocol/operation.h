// One call of an HTTP interface, described for people and programs.
#pragma once

#include <string_view>

namespace sciot::protocol {

// The names of bodies that are no JSON.
inline constexpr std::string_view kOctetsBody = "Octets";  // any bytes
inline constexpr std::string_view kYamlBody = "Yaml";
inline constexpr std::string_view kPageBody = "Page";  // HTML

struct Operation {
  std::string_view method;  // "GET" or "POST"
  // Segments in braces stand for any text, e.g. "/v2/models/{model}".
  std::string_view path;
  std::string_view id;  // one word, unique
  std::string_view summary;
  // Names of schemas (openapi.cc) or of the bodies above; an empty request has none.
  std::string_view request;
  std::string_view response;
  std::string_view error;  // of every failure
  // An optional parameter of the query, or empty.
  std::string_view query = "";
};

}  // namespace sciot::protocol
