// does: throw, throw-int, beyond (splits the model does not have), negative, throw-at-create, null, or
// throw-at-destroy.
#include <stdexcept>

#include "option.h"

namespace {

void* Create(const sciot_options* options) {
  const std::string does = Misdeed(options);
  if (does == "throw-at-create") throw std::runtime_error("no algorithm today");
  return does == "null" ? nullptr : new std::string(does);
}

void Destroy(void* self) {
  const std::string does = *static_cast<std::string*>(self);
  delete static_cast<std::string*>(self);
  if (does == "throw-at-destroy") throw std::runtime_error("no end");
}

int64_t Choose(void* self, const sciot_split_question* question) {
  const std::string& does = *static_cast<std::string*>(self);
  if (does == "throw") throw std::runtime_error("cannot choose");
  if (does == "throw-int") throw 7;
  if (does == "negative") return -5;
  if (does == "beyond") return static_cast<int64_t>(question->layer_count) + 1;
  return 1;
}

const sciot_algorithm kAlgorithm = {Create, Destroy, Choose};
const sciot_plugin kPlugin = {
    SCIOT_PLUGIN_ABI_VERSION, sizeof(sciot_plugin), "misbehaving", &kAlgorithm, nullptr, nullptr};

}  // namespace

const sciot_plugin* sciot_plugin_v1(void) {
  return &kPlugin;
}
