// What users added to this edge, put where the edge asks for it.
#pragma once

#include "edge/options.h"
#include "extension/faults.h"
#include "sciot/extensions.h"
#include "sciot/result.h"

namespace sciot::edge {

class InstalledExtensions {
 public:
  // `linked`, and the plugins that `options` lists; a plugin that cannot be loaded is reported and passed over.
  InstalledExtensions(Extensions linked, const EdgeOptions& options);

  // Sets the factories in `options`, whose names of algorithm and detector must be ours or an extension's. Where a
  // plugin was not loaded, an unknown name may be its, and the default takes its place. This object must outlive
  // whatever is made from `options`.
  Status ApplyTo(EdgeOptions& options);

  const Extensions& extensions() const { return extensions_; }
  extension::Faults& faults() { return faults_; }

 private:
  Status ApplyAlgorithm(EdgeOptions& options);
  Status ApplyDetector(EdgeOptions& options);

  Extensions extensions_;
  extension::Faults faults_;
};

}  // namespace sciot::edge
