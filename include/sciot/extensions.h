// What a user adds to an edge: ways to choose the split, to notice a layer whose time changed, and to be reached.
//
//   sciot::Extensions extensions;
//   extensions.algorithms["mine"] = [] { return std::make_unique<MyAlgorithm>(); };
//   return sciot::RunEdge(argc, argv, extensions);   // sciot-edge, with `algorithm: mine` in its
//   configuration
//
// Whatever an extension throws or answers out of range is reported, and the edge's own takes its place for that call.
// docs/extending.md has the whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sciot/result.h"

namespace sciot {

// What a split of a model of n layers depends on, for one device. All spans are borrowed for the call.
struct SplitQuestion {
  std::span<const double> device_seconds;  // n: each layer on the device
  std::span<const double> edge_seconds;    // n: each layer on the edge
  std::span<const uint64_t> cut_bytes;     // n + 1: sent at split k; the last is 0
  std::span<const uint64_t> reply_bytes;   // n + 1: sent back at split k; the last is 0
  double rtt_seconds = 0;
  double uplink_bytes_per_second = 0;        // device to edge; > 0
  double downlink_bytes_per_second = 0;      // edge to device; > 0
  double edge_queue_seconds = 0;             // how long a request waits at the edge before it runs
  std::optional<uint32_t> previous_split{};  // nothing at a device's first decision

  size_t layer_count() const { return device_seconds.size(); }
};

class CustomOffloadingAlgorithm {
 public:
  virtual ~CustomOffloadingAlgorithm() = default;

  // Split k, 0..n: layers before k run on the device. Asked by one thread at a time, with every inference of every
  // device; a lock is held meanwhile, so it must be quick.
  virtual int64_t Choose(const SplitQuestion& question) = 0;
};

struct VarianceAnswer {
  bool needs_retest = false;              // the layer is to be measured again
  std::vector<uint32_t> cascaded_layers;  // others that are, too
};

// Watches the layers of one model on one machine.
class CustomVarianceDetector {
 public:
  virtual ~CustomVarianceDetector() = default;

  // Takes in a time of layer < layer_count. Called by one thread at a time, for each layer of each inference.
  virtual VarianceAnswer AddMeasurement(size_t layer, double seconds) = 0;
};

// The edge, as a protocol server sees it. Thread-safe.
class EdgeHost {
 public:
  // Gets the answer's bytes, which are valid during the call. Must not wait for another answer.
  using Answer = std::function<void(std::span<const std::byte>)>;

  virtual ~EdgeHost() = default;

  // Takes an inference: JSON length as u32 little endian, JSON of the Open Inference Protocol v2 with `model_name`,
  // binary tensors. `answer` is called just once, with a message of the same form; whatever is wrong with the
  // inference, or with the edge, is answered by {"error": "…"}. It is called on another thread, or on this one before
  // Handle returns.
  virtual void Handle(std::span<const std::byte> message, Answer answer) = 0;

  // Writes a line to the edge's log.
  virtual void Log(const std::string& message) = 0;
};

class CustomProtocolServer {
 public:
  virtual ~CustomProtocolServer() = default;

  // Begins to serve on threads of its own, and returns. After an error the edge goes on without this server.
  virtual Status Start() = 0;
  // Takes nothing new. What was handed to the host before is still answered, before the server is destroyed.
  virtual void Stop() = 0;
};

// Factories by name. A detector is made for each device and for the edge itself. Every protocol server is started, with
// the edge as its host, which outlives it.
struct Extensions {
  std::map<std::string, std::function<std::unique_ptr<CustomOffloadingAlgorithm>()>> algorithms{};
  std::map<std::string, std::function<std::unique_ptr<CustomVarianceDetector>(size_t layer_count)>>
      variance_detectors{};
  std::map<std::string, std::function<std::unique_ptr<CustomProtocolServer>(EdgeHost& host)>> protocol_servers{};
};

}  // namespace sciot
