// The story `sciot demo` tells: a device, an edge, and a link between them that do not always work.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "child_process.h"
#include "demo_screen.h"
#include "phase.h"
#include "sciot/result.h"
#include "transport/link/shaper.h"

namespace sciot::app {

struct DemoOptions {
  std::filesystem::path programs;  // directory of sciot-edge and sciot-device
  std::filesystem::path model;
  std::filesystem::path input;
  size_t layer_count = 0;  // of the model
  // Each layer of the device takes so many times as long as here.
  double slowdown = 300;
  // What the link carries in the time the device takes for all layers. With the shipped model, whose input has 110592
  // bytes, this puts the best split inside the network, however fast this machine is.
  double bytes_per_device_run = 115'000;
  Duration one_way_delay = std::chrono::milliseconds(1);
  // How many times slower the link becomes.
  double link_slowdown = 50;
};

class DemoStory {
 public:
  DemoStory(DemoOptions options, DemoScreen& screen) : options_(std::move(options)), screen_(screen) {}

  // Plays all phases, about half a minute.
  Status Play();

  const std::vector<Phase>& phases() const { return phases_; }
  // Median of all inferences the device ran alone by decision.
  double all_device_ms() const { return Median(alone_ms_); }
  uint64_t inferences() const { return next_number_; }
  // Inferences that the device began and that gave no result.
  uint64_t lost() const { return lost_; }
  // Inferences whose result was another than that of the device alone for the same input.
  uint64_t different() const { return different_; }

 private:
  Status StartEdge();
  Status StartDevice();
  // Sets the link to 1 / `slowdown` of its bandwidth.
  void SetLink(double slowdown);
  Status PlayPhase(const std::string& title, Duration length);
  Status TakeIn(const DemoInference& inference, Phase& phase);
  // Takes in what the device has printed since the last phase; it belongs to none.
  Status TakeBacklog();
  // Lets a second device run all layers on the edge over the same link.
  Status MeasureAllEdge(size_t count);
  std::vector<std::string> DeviceCommand(const std::vector<std::string>& more) const;

  const DemoOptions options_;
  DemoScreen& screen_;
  std::unique_ptr<transport::link::Shaper> shaper_;
  std::unique_ptr<ChildProcess> edge_;
  std::unique_ptr<ChildProcess> device_;
  uint16_t edge_port_ = 0;
  double bytes_per_second_ = 0;  // of the link at its best
  std::vector<Phase> phases_;
  std::vector<double> alone_ms_;
  std::map<std::string, std::string> results_;  // of the device alone, by input
  uint64_t next_number_ = 0;
  uint64_t lost_ = 0;
  uint64_t different_ = 0;
};

}  // namespace sciot::app
