#include "config_check.h"

#include <set>

#include "edge/hosted_model.h"
#include "edge/installed_extensions.h"

namespace sciot::app {
namespace {

// A running edge passes over what it cannot load; whoever asks wants to know.
Status CheckExtensions(const EdgeConfig& config) {
  edge::EdgeOptions options = config.edge;
  edge::InstalledExtensions installed(config.linked, options);
  const auto faults = installed.faults().counts();
  if (!faults.empty()) return Error{ErrorCode::kInvalidArgument, "plugin " + faults.begin()->first};
  return installed.ApplyTo(options);
}

}  // namespace

Status CheckEdgeConfig(const EdgeConfig& config) {
  std::set<std::string> names;
  for (const edge::ModelSource& source : config.edge.models) {
    const std::string context = "model '" + source.name + "'";
    if (!names.insert(source.name).second) return Error{ErrorCode::kInvalidArgument, context + " comes twice"};
    const auto model = edge::HostedModel::Load(source, config.edge.model_limits);
    if (!model.ok()) return WithContext(model.error(), context);
  }
  return CheckExtensions(config);
}

}  // namespace sciot::app
