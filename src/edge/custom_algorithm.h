// A user's algorithm among ours.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "decision/algorithm.h"
#include "extension/faults.h"
#include "sciot/extensions.h"

namespace sciot::edge {

// Asks the user's algorithm; where that throws or answers no split, "latency" decides.
class CustomAlgorithm final : public decision::Algorithm {
 public:
  // `faults` must outlive it.
  CustomAlgorithm(std::string name, std::unique_ptr<CustomOffloadingAlgorithm> custom, extension::Faults& faults);

  std::string name() const override { return name_; }
  size_t Choose(const decision::Situation& situation, const decision::Forecast& forecast,
                decision::State& state) const override;

 private:
  const std::string name_;
  const std::unique_ptr<decision::Algorithm> fallback_;
  extension::Faults& faults_;
  mutable std::mutex mutex_;
  const std::unique_ptr<CustomOffloadingAlgorithm> custom_;  // guarded by mutex_
};

}  // namespace sciot::edge
