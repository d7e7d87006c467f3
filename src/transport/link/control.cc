#include "transport/link/control.h"

#include <sstream>
#include <vector>

#include "transport/link/profiles.h"
#include "transport/link/settings.h"

namespace sciot::transport::link {
namespace {

std::vector<std::string> Words(std::string_view line) {
  std::istringstream text{std::string(line)};
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(std::move(word));
  return words;
}

}  // namespace

std::string Control::Handle(std::string_view line) {
  const std::lock_guard lock(mutex_);
  LinkConditions changed = conditions_;
  if (const Status applied = Apply(line, changed); !applied.ok()) return "error: " + applied.error().message;
  if (changed != conditions_) {
    shaper_.Set(changed);
    conditions_ = changed;
  }
  return "ok " + DescribeConditions(conditions_);
}

Status Control::Apply(std::string_view line, LinkConditions& conditions) {
  const std::vector<std::string> words = Words(line);
  if (words.empty()) return Error{ErrorCode::kInvalidArgument, "an empty line"};
  if (words[0] == "profile") {
    if (words.size() != 2) return Error{ErrorCode::kInvalidArgument, "profile takes one name"};
    SCIOT_ASSIGN(conditions, FindProfile(words[1]));
    return {};
  }
  for (const std::string& word : words) {
    if (word == "reset") {
      shaper_.ResetConnections();
    } else if (word != "show") {
      SCIOT_TRY(SetCondition(word.find('=') == std::string::npos ? "state=" + word : word, conditions));
    }
  }
  return {};
}

void Control::Set(const LinkConditions& conditions) {
  const std::lock_guard lock(mutex_);
  shaper_.Set(conditions);
  conditions_ = conditions;
}

LinkConditions Control::conditions() const {
  const std::lock_guard lock(mutex_);
  return conditions_;
}

}  // namespace sciot::transport::link
