#include "profile_document.h"

#include <sys/utsname.h>

#include <chrono>
#include <thread>

namespace sciot::app {
namespace {

double Microseconds(Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

Json MachineJson() {
  utsname name{};
  if (uname(&name) != 0) return nullptr;
  return {{"name", name.nodename},
          {"system", std::string(name.sysname) + " " + name.release},
          {"processor", name.machine},
          {"cores", std::thread::hardware_concurrency()}};
}

}  // namespace

Json LayerTimesJson(const model::Model& model, LayerRange range, const LayerProfile& profile) {
  Json layers = Json::array();
  for (size_t i = 0; i < profile.layers.size(); ++i) {
    layers.push_back({{"index", range.first + i},
                      {"name", model.graph().layers[range.first + i].name},
                      {"median_us", Microseconds(profile.layers[i])}});
  }
  return layers;
}

Json ProfileDocument(const model::Model& model, LayerRange range, const LayerProfile& profile, size_t repeat,
                     uint32_t threads) {
  return {{"sha256", model.sha256()},
          {"machine", MachineJson()},
          {"threads", threads},
          {"repeat", repeat},
          {"total_us", Microseconds(profile.total)},
          {"layers", LayerTimesJson(model, range, profile)}};
}

}  // namespace sciot::app
