// Layer times as JSON, for `sciot run --profile --json`, for files, and for `sciot plan`.
#pragma once

#include "../io/json_text.h"
#include "layer_profile.h"
#include "layer_range.h"
#include "model/model.h"

namespace sciot::app {

// [{"index": 0, "name": "CONV_2D", "median_us": 12.5}, …]
Json LayerTimesJson(const model::Model& model, LayerRange range, const LayerProfile& profile);

// All that a profile says, with the model's SHA-256 and this machine.
Json ProfileDocument(const model::Model& model, LayerRange range, const LayerProfile& profile, size_t repeat,
                     uint32_t threads);

}  // namespace sciot::app
