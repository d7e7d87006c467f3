// A message where nothing else says how long its JSON is: u32 little endian JSON length, JSON, binary tensors.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "protocol/message.h"
#include "sciot/result.h"

namespace sciot::protocol {

// What DecodeInferRequest and DecodeInferResponse take.
struct FramedMessage {
  ByteView body;
  size_t json_bytes = 0;
};

// Views `frame`. An error when it ends before its JSON does.
Result<FramedMessage> OpenFrame(ByteView frame);

Bytes Frame(const EncodedMessage& message);

}  // namespace sciot::protocol
