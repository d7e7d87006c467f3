#include "reload.h"

#include "base/log.h"
#include "base/yaml_fields.h"

namespace sciot::app {
namespace {

Status Compare(const std::string& prefix, const Settings& running, const Settings& next, ReloadChanges& changes) {
  for (size_t i = 0; i < running.entries().size(); ++i) {
    const Settings::Entry& before = running.entries()[i];
    const Settings::Entry& after = next.entries()[i];
    const std::string path = prefix + before.key.name;
    if (before.section) {
      SCIOT_TRY(Compare(path + ".", *before.section, *after.section, changes));
      continue;
    }
    const std::string value = before.show();
    if (value == after.show()) continue;
    if (before.key.reload == Reload::kAtOnce) {
      changes.live.push_back(path);
      continue;
    }
    changes.kept.push_back(path);
    SCIOT_ASSIGN(const YAML::Node node, ParseYaml(value));
    SCIOT_TRY(after.read(node));
  }
  return {};
}

std::string Join(const std::vector<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + key;
  return list;
}

}  // namespace

Result<ReloadChanges> KeepWhatNeedsRestart(const Settings& running, const Settings& next) {
  ReloadChanges changes;
  SCIOT_TRY(Compare("", running, next, changes));
  return changes;
}

void LogReload(const ReloadChanges& changes) {
  LogInfo("configuration read again; " + (changes.live.empty() ? "nothing changes" : "changed: " + Join(changes.live)));
  if (changes.kept.empty()) return;
  LogWarning("these keys change at the next start only: " + Join(changes.kept));
}

}  // namespace sciot::app
