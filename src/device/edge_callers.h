// How a device reaches its edge: over HTTP or WebSocket with a connection for each purpose, or through a broker over
// one.
#pragma once

#include <memory>
#include <string>

#include "device/edge_client.h"
#include "sciot/device.h"
#include "transport/http/client.h"

namespace sciot::device {

using EdgeCallers = ByPurpose<transport::http::Caller>;

// By the scheme of `url`, one of the options' edges. kInvalidArgument when that is none, or the broker's options cannot
// be meant.
Result<EdgeCallers> MakeEdgeCallers(const DeviceOptions& options, const std::string& url, const std::string& device_id);

// Whether an edge's URL can be meant.
Status CheckEdgeUrl(const std::string& url);

}  // namespace sciot::device
