// Layer times as status documents show them. Internal to the protocol module.
#pragma once

#include <vector>

#include "protocol/device_status.h"
#include "protocol/json.h"

namespace sciot::protocol {

// {"us": [..], "source": [..], "unstable": [layers]}: three lists, which read well for hundreds of layers.
Json EncodeLayerEstimates(const std::vector<LayerEstimate>& layers);

}  // namespace sciot::protocol
