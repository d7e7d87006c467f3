// How a failure travels: an HTTP status and {"error": "..."}.
#pragma once

#include <string>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot::protocol {

// The HTTP status that says `code`, e.g. 404 for kNotFound.
int HttpStatus(ErrorCode code);

std::string EncodeErrorBody(const Error& error);

// The failure behind an answer that is not 2xx. A body that is no v2 error gives a message with the status
// alone.
Error DecodeErrorBody(int status, ByteView body);

}  // namespace sciot::protocol
