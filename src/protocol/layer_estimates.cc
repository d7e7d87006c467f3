#include "protocol/layer_estimates.h"

namespace sciot::protocol {

Json EncodeLayerEstimates(const std::vector<LayerEstimate>& layers) {
  Json us = Json::array();
  Json source = Json::array();
  Json unstable = Json::array();
  for (size_t i = 0; i < layers.size(); ++i) {
    us.push_back(layers[i].us);
    source.push_back(layers[i].source);
    if (layers[i].is_unstable) unstable.push_back(i);
  }
  return {{"us", std::move(us)}, {"source", std::move(source)}, {"unstable", std::move(unstable)}};
}

}  // namespace sciot::protocol
