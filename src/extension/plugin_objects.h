// Factories of objects that live in a plugin.
#pragma once

#include <map>
#include <string>

#include "sciot/extensions.h"
#include "sciot/plugin.h"

namespace sciot::extension {

using PluginOptions = std::map<std::string, std::string>;

// A factory gives null when the plugin cannot make its object. The tables must outlive the factories, as those of a
// loaded plugin do.
decltype(Extensions::algorithms)::mapped_type AlgorithmFactory(const sciot_algorithm& table, PluginOptions options);
decltype(Extensions::variance_detectors)::mapped_type DetectorFactory(const sciot_variance_detector& table,
                                                                      PluginOptions options);
decltype(Extensions::protocol_servers)::mapped_type ServerFactory(const sciot_protocol_server& table,
                                                                  PluginOptions options);

}  // namespace sciot::extension
