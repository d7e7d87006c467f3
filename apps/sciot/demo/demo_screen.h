// Shows the demo: a live table on a terminal, plain lines elsewhere.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "phase.h"

namespace sciot::app {

class DemoScreen {
 public:
  DemoScreen(std::ostream& out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

  void Say(const std::string& text);
  // A phase begins. Phases that ended stay on the screen.
  void Begin(const Phase& phase);
  // After each inference of the phase that runs.
  void Update(const Phase& phase, const DemoInference& inference);
  void End(const Phase& phase);

 private:
  void Redraw(const Phase& phase, const std::string& status);

  std::ostream& out_;
  const bool is_terminal_;
  uint32_t shown_split_ = 0;
  bool has_shown_split_ = false;  // of the phase that runs
};

// The table at the end. `all_device_ms` is the median of the device alone.
void PrintSummary(std::ostream& out, const std::vector<Phase>& phases, double all_device_ms, size_t layer_count);

}  // namespace sciot::app
