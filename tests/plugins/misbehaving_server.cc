// does: throw-at-start, fail-at-start, throw-at-stop or null.
#include <stdexcept>

#include "option.h"

namespace {

void* Create(const sciot_options* options, const sciot_host* host) {
  const std::string does = Misdeed(options);
  host->log(host->context, "a misbehaving server is made");
  return does == "null" ? nullptr : new std::string(does);
}

void Destroy(void* self) {
  delete static_cast<std::string*>(self);
}

const char* Start(void* self) {
  const std::string& does = *static_cast<std::string*>(self);
  if (does == "throw-at-start") throw std::runtime_error("cannot start");
  return does == "fail-at-start" ? "the port is taken" : nullptr;
}

void Stop(void* self) {
  if (*static_cast<std::string*>(self) == "throw-at-stop") throw std::runtime_error("cannot stop");
}

const sciot_protocol_server kServer = {Create, Destroy, Start, Stop};
const sciot_plugin kPlugin = {
    SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "misbehaving", nullptr, nullptr, &kServer};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
