// What a message may hold at most; one place for every limit of the decoders.
#pragma once

#include <cstddef>

namespace sciot::protocol {

struct Limits {
  // Tensors of one message, and outputs one request may name. The cuts of real networks have at most a few
  // dozen.
  size_t max_tensors = 256;
  // Bytes of the JSON part of a message; binary tensors are bounded by the transport's body limit.
  size_t max_json_bytes = size_t{64} << 20;
  // Nesting of JSON arrays and objects; a v2 message needs max_rank + 3.
  size_t max_json_depth = 16;
  // JSON values of one message, array elements included: bounds the memory of the parsed document to about 64
  // bytes each. Larger tensors travel as binary data.
  size_t max_json_values = size_t{4} << 20;
  // Dimensions of one tensor.
  size_t max_rank = 8;
  // Bytes of a name or an id: models, tensors, devices, requests.
  size_t max_name_bytes = 256;
  // Entries of `layer_us`.
  size_t max_layers = 4096;
  // Entries of `link` in a registration.
  size_t max_link_samples = 16;
  // Entries of a report of results.
  size_t max_report_entries = 4096;
};

}  // namespace sciot::protocol
