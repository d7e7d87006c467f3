#include "extension/plugin.h"

#include <dlfcn.h>

#include <utility>

#include "extension/guard.h"
#include "extension/plugin_objects.h"

namespace sciot::extension {
namespace {

constexpr const char* kEntryPoint = "sciot_plugin_v1";

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

// What dlerror says, which names the file.
std::string LoaderFault() {
  const char* text = dlerror();
  return text == nullptr ? "unknown fault of the dynamic loader" : text;
}

Result<void*> OpenSharedObject(const std::filesystem::path& path) {
  void* handle = nullptr;
  // Static constructors run here.
  const auto thrown = Guarded([&] { handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); });
  if (thrown) return Invalid(*thrown + " while it was loaded");
  if (handle == nullptr) return Invalid(LoaderFault());
  return handle;
}

Result<const sciot_plugin*> AskForPlugin(void* handle) {
  using EntryPoint = const sciot_plugin* (*)();
  const auto entry_point = reinterpret_cast<EntryPoint>(dlsym(handle, kEntryPoint));
  if (entry_point == nullptr) return Invalid(std::string("has no function ") + kEntryPoint + ": it is no plugin");
  const sciot_plugin* plugin = nullptr;
  if (const auto thrown = Guarded([&] { plugin = entry_point(); })) return Invalid(*thrown);
  if (plugin == nullptr) return Invalid(std::string(kEntryPoint) + " returns NULL");
  return plugin;
}

// The version comes first: by it alone the other fields can be trusted.
Status CheckVersion(const sciot_plugin& plugin) {
  if (plugin.abi_version != SCIOT_PLUGIN_ABI_VERSION) {
    return Invalid("is of ABI version " + std::to_string(plugin.abi_version) + ", this edge takes " +
                   std::to_string(SCIOT_PLUGIN_ABI_VERSION));
  }
  if (plugin.size == sizeof(sciot_plugin)) return {};
  return Invalid("has a sciot_plugin of " + std::to_string(plugin.size) + " bytes, this edge's is of " +
                 std::to_string(sizeof(sciot_plugin)));
}

bool IsComplete(const sciot_algorithm& table) {
  return table.create != nullptr && table.destroy != nullptr && table.choose != nullptr;
}

bool IsComplete(const sciot_variance_detector& table) {
  return table.create != nullptr && table.destroy != nullptr && table.add_measurement != nullptr;
}

bool IsComplete(const sciot_protocol_server& table) {
  return table.create != nullptr && table.destroy != nullptr && table.start != nullptr && table.stop != nullptr;
}

template <typename Table, typename Factory, typename Map>
Status AddFactory(const std::string& name, const Table& table, const Factory& factory, const PluginOptions& options,
                  Map& map) {
  if (!IsComplete(table)) return Invalid("'" + name + "' leaves a function NULL");
  if (map.contains(name)) return Error{ErrorCode::kConflict, "another extension of its kind is named '" + name + "'"};
  map.emplace(name, factory(table, options));
  return {};
}

Status AddPlugin(const sciot_plugin& plugin, const PluginOptions& options, Extensions& extensions) {
  SCIOT_TRY(CheckVersion(plugin));
  const std::string name = plugin.name == nullptr ? "" : plugin.name;
  if (name.empty()) return Invalid("has no name");
  const int kinds = (plugin.algorithm != nullptr ? 1 : 0) + (plugin.variance_detector != nullptr ? 1 : 0) +
                    (plugin.protocol_server != nullptr ? 1 : 0);
  if (kinds != 1) return Invalid("'" + name + "' must be of one kind, it is of " + std::to_string(kinds));
  if (plugin.algorithm != nullptr) {
    return AddFactory(name, *plugin.algorithm, AlgorithmFactory, options, extensions.algorithms);
  }
  if (plugin.variance_detector != nullptr) {
    return AddFactory(name, *plugin.variance_detector, DetectorFactory, options, extensions.variance_detectors);
  }
  return AddFactory(name, *plugin.protocol_server, ServerFactory, options, extensions.protocol_servers);
}

}  // namespace

Status LoadPlugin(const PluginSource& source, Extensions& extensions) {
  SCIOT_ASSIGN(void* const handle, OpenSharedObject(source.path));
  SCIOT_ASSIGN(const sciot_plugin* const plugin, AskForPlugin(handle));
  return AddPlugin(*plugin, source.options, extensions);
}

void LoadPlugins(const std::vector<PluginSource>& sources, Extensions& extensions, Faults& faults) {
  for (const PluginSource& source : sources) {
    const Status loaded = LoadPlugin(source, extensions);
    if (loaded.ok()) continue;
    faults.Report(source.path.filename().string(), "not loaded", "is not loaded: " + loaded.error().message);
  }
}

}  // namespace sciot::extension
