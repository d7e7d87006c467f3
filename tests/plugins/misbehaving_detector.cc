// does: throw, beyond (layers the model does not have), many (more of them than there is room for), null.
#include <stdexcept>

#include "option.h"

namespace {

struct Detector {
  std::string does;
  size_t layers;
};

void* Create(const sciot_options* options, size_t layer_count) {
  const std::string does = Misdeed(options);
  return does == "null" ? nullptr : new Detector{does, layer_count};
}

void Destroy(void* self) {
  delete static_cast<Detector*>(self);
}

void AddMeasurement(void* self, size_t /*layer*/, double /*seconds*/, sciot_variance_answer* answer) {
  const Detector& detector = *static_cast<Detector*>(self);
  if (detector.does == "throw") throw std::runtime_error("cannot judge");
  answer->needs_retest = 1;
  answer->cascaded_layers[0] = static_cast<uint32_t>(detector.does == "beyond" ? detector.layers : 0);
  answer->cascaded_count = detector.does == "many" ? detector.layers + 1 : 1;
}

const sciot_variance_detector kDetector = {Create, Destroy, AddMeasurement};
const sciot_plugin kPlugin = {
    SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "misbehaving", nullptr, &kDetector, nullptr};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
