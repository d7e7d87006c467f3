#include "interval.h"

#include <cmath>

#include "yaml_text.h"

namespace sciot::app {

std::string Interval::Text() const {
  if (std::isinf(most_)) return (includes_least_ ? "at least " : "above ") + YamlNumber(least_);
  if (includes_least_) return YamlNumber(least_) + " to " + YamlNumber(most_);
  return "above " + YamlNumber(least_) + ", at most " + YamlNumber(most_);
}

}  // namespace sciot::app
