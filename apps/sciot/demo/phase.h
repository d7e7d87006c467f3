// A part of the demo's story, and what was measured during it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sciot::app {

// One line of `sciot-device --json`, as far as the demo needs it.
struct DemoInference {
  uint64_t number = 0;  // counted by the device from 0
  uint32_t split = 0;
  double total_ms = 0;
  std::string source;
  std::string input;
  std::string result;  // JSON
};

class Phase {
 public:
  explicit Phase(std::string title) : title_(std::move(title)) {}

  void Add(const DemoInference& inference);

  const std::string& title() const { return title_; }
  size_t inferences() const { return total_ms_.size(); }
  // The split most inferences had.
  uint32_t MainSplit() const;
  uint32_t last_split() const { return last_split_; }
  double MedianMs() const;
  // Median of inferences that ran on the edge alone over the same link; nothing while there was no edge.
  std::optional<double> all_edge_ms;

 private:
  std::string title_;
  std::vector<double> total_ms_;
  std::map<uint32_t, size_t> splits_;
  uint32_t last_split_ = 0;
};

// Requires values.
double Median(std::vector<double> values);

}  // namespace sciot::app
