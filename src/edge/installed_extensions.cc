#include "edge/installed_extensions.h"

#include <memory>
#include <utility>

#include "edge/custom_algorithm.h"
#include "edge/custom_detector.h"
#include "extension/guard.h"
#include "extension/plugin.h"

namespace sciot::edge {
namespace {

constexpr const char* kDefaultAlgorithm = "latency";

// Nothing when the factory throws or has none.
template <typename Object, typename Factory>
std::unique_ptr<Object> Make(const std::string& name, extension::Faults& faults, const Factory& factory) {
  std::unique_ptr<Object> object;
  const auto thrown = extension::Guarded([&] { object = factory(); });
  if (object == nullptr) {
    faults.Report(name, "not made", thrown.value_or("cannot be made") + "; the edge's own takes its place");
  }
  return object;
}

}  // namespace

InstalledExtensions::InstalledExtensions(Extensions linked, const EdgeOptions& options)
    : extensions_(std::move(linked)) {
  extension::LoadPlugins(options.plugins, extensions_, faults_);
}

Status InstalledExtensions::ApplyTo(EdgeOptions& options) {
  options.extension_faults = [this] { return faults_.counts(); };
  SCIOT_TRY(ApplyAlgorithm(options));
  return ApplyDetector(options);
}

Status InstalledExtensions::ApplyAlgorithm(EdgeOptions& options) {
  const auto found = extensions_.algorithms.find(options.algorithm);
  if (found != extensions_.algorithms.end()) {
    options.make_algorithm = [this, name = found->first,
                              make = found->second]() -> Result<std::unique_ptr<decision::Algorithm>> {
      auto custom = Make<CustomOffloadingAlgorithm>(name, faults_, make);
      if (custom == nullptr) return decision::MakeAlgorithm(kDefaultAlgorithm);
      return std::unique_ptr<decision::Algorithm>(std::make_unique<CustomAlgorithm>(name, std::move(custom), faults_));
    };
    return {};
  }
  const auto known = decision::MakeAlgorithm(options.algorithm);
  if (known.ok()) return {};
  if (faults_.counts().empty()) return known.error();
  faults_.Report(options.algorithm, "missing", "is no algorithm here; " + std::string(kDefaultAlgorithm) + " decides");
  options.algorithm = kDefaultAlgorithm;
  return {};
}

Status InstalledExtensions::ApplyDetector(EdgeOptions& options) {
  const std::string& name = options.variance_detector;
  if (name == kWindowDetector) return {};
  const auto found = extensions_.variance_detectors.find(name);
  if (found != extensions_.variance_detectors.end()) {
    options.make_variance_detector = [this, name, make = found->second, variance = options.variance](size_t layers) {
      auto custom = Make<CustomVarianceDetector>(name, faults_, [&] { return make(layers); });
      return std::make_unique<CustomDetector>(name, std::move(custom), layers, variance, faults_);
    };
    return {};
  }
  if (faults_.counts().empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "unknown variance detector \"" + name + "\"; there is window, and what extensions add"};
  }
  faults_.Report(name, "missing", "is no variance detector here; the window detector judges");
  options.variance_detector = kWindowDetector;
  return {};
}

}  // namespace sciot::edge
