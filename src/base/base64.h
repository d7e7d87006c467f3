// Bytes inside JSON: RFC 4648, section 4, with padding.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "sciot/result.h"

namespace sciot {

// Appends to `text`.
void AppendBase64(ByteView bytes, std::string& text);

// The bytes that a text of this alphabet stands for; an error where it is none.
Result<Bytes> DecodeBase64(std::string_view text);

}  // namespace sciot
