// A link that is changed while it works, by lines of text.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "transport/link/shaper.h"

namespace sciot::transport::link {

// Thread-safe.
class Control {
 public:
  // `shaper`, which has these conditions, must outlive the control.
  Control(Shaper& shaper, const LinkConditions& conditions) : shaper_(shaper), conditions_(conditions) {}

  // One of: "KEY=VALUE …" (see SetCondition), "profile NAME", "up", "blackout", "refuse", "silence", "reset" (all open
  // connections), "show". Answers with "ok" and the conditions, or "error: " and what is wrong; then nothing changed.
  std::string Handle(std::string_view line);

  void Set(const LinkConditions& conditions);
  LinkConditions conditions() const;

 private:
  Status Apply(std::string_view line, LinkConditions& conditions);

  Shaper& shaper_;
  mutable std::mutex mutex_;
  LinkConditions conditions_;  // guarded by mutex_
};

}  // namespace sciot::transport::link
