#include "config_check.h"

#include <set>

#include "edge/hosted_model.h"

namespace sciot::app {

Status CheckEdgeConfig(const EdgeConfig& config) {
  std::set<std::string> names;
  for (const edge::ModelSource& source : config.edge.models) {
    const std::string context = "model '" + source.name + "'";
    if (!names.insert(source.name).second) return Error{ErrorCode::kInvalidArgument, context + " comes twice"};
    const auto model = edge::HostedModel::Load(source, config.edge.model_limits);
    if (!model.ok()) return WithContext(model.error(), context);
  }
  return {};
}

}  // namespace sciot::app
