// A variance detector as a plugin: a layer is measured again when it takes twice as long as usual, or half as long.
//
//   plugins:
//     - path: jump.so
//   variance_detector: jump
#include <vector>

#include "sciot/plugin.h"

namespace {

constexpr double kJump = 2;
constexpr double kShareOfNew = 0.2;

// The usual time of each layer; 0 before the first.
using Usual = std::vector<double>;

void* Create(const sciot_options* /*options*/, size_t layer_count) {
  return new Usual(layer_count);
}

void Destroy(void* self) {
  delete static_cast<Usual*>(self);
}

void AddMeasurement(void* self, size_t layer, double seconds, sciot_variance_answer* answer) {
  double& usual = (*static_cast<Usual*>(self))[layer];
  if (usual == 0) usual = seconds;
  answer->needs_retest = seconds > usual * kJump || seconds < usual / kJump ? 1 : 0;
  usual += kShareOfNew * (seconds - usual);
}

const sciot_variance_detector kDetector = {Create, Destroy, AddMeasurement};
const sciot_plugin kPlugin = {SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "jump", nullptr, &kDetector, nullptr};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
