#include "sciot/custom_operator.h"

namespace sciot {

Status CustomOperators::Add(std::shared_ptr<const CustomOperator> custom) {
  std::string name(custom->name());
  const bool added = operators_.emplace(name, std::move(custom)).second;
  if (added) return {};
  return Error{ErrorCode::kConflict, "there are two custom operators named '" + name + "'"};
}

std::shared_ptr<const CustomOperator> CustomOperators::Find(std::string_view name) const {
  const auto found = operators_.find(name);
  return found == operators_.end() ? nullptr : found->second;
}

std::vector<std::string> CustomOperators::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, custom] : operators_) names.push_back(name);
  return names;
}

}  // namespace sciot
