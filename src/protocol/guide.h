// The developer guide's JSON: bodies of POST /inference and POST /results, and their answers.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocol/limits.h"
#include "protocol/offloading.h"
#include "sciot/result.h"

namespace sciot::protocol {

// What a device of the guide sends. Every field may be missing.
struct GuideRequest {
  // Chosen by the device, informative only; so is its clock.
  std::string request_id;
  std::string timestamp;
  // Empty: the device is known by its address.
  std::string client_id;
  // Empty: the first model.
  std::string model;
  // Seconds of layers 0, 1, …, each in [0, an hour].
  std::vector<double> device_times;

  bool operator==(const GuideRequest&) const = default;
};

// Refuses fields of another type, names that CheckName refuses, and times out of range. Ignores unknown fields.
Result<GuideRequest> DecodeGuideRequest(ByteView body, const Limits& limits = {});

// {"offloading_layer": the guide's number of `split`, "message": why}. Requires split >= 1.
std::string EncodeGuideAnswer(uint32_t split, SplitReason reason);

// {"status": "success"}, of results that were taken in.
std::string EncodeGuideSuccess();

// {"detail": "..."}: a failure, to clients of the guide and to those of its first firmware.
std::string EncodeDetail(const Error& error);

}  // namespace sciot::protocol
