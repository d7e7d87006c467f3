// Of an ABI version that does not exist yet.
#include "sciot/plugin.h"

namespace {
const sciot_plugin kPlugin = {SCIOT_PLUGIN_ABI_VERSION + 1, 1, "future", nullptr, nullptr, nullptr};
}

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
