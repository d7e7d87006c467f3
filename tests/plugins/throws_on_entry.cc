// Throws before it is known what it is.
#include <stdexcept>

#include "sciot/plugin.h"

const sciot_plugin* sciot_plugin_v1(void) {
  throw std::runtime_error("no entry");
}
