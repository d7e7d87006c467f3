// An OpenAPI 3.1 document, and a page for people, of the calls a server takes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "protocol/operation.h"

namespace sciot::protocol {

// JSON text. Every schema that an operation names must be one of openapi_schemas.cc; the test sees to that.
std::string EncodeOpenApi(std::string_view title, std::string_view version, std::span<const Operation> operations);

// The same as HTML that loads nothing from elsewhere. Requires a document that EncodeOpenApi made.
std::string EncodeApiPage(std::string_view document);

// The schemas as JSON text: an object of name and schema.
std::string_view OpenApiSchemas();

}  // namespace sciot::protocol
