// The edge for devices of the first firmware. Speaks in their messages, not in a transport.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "edge/edge_service.h"
#include "edge/legacy_devices.h"
#include "edge/options.h"
#include "protocol/legacy_frame.h"
#include "protocol/legacy_json.h"
#include "vision/rgb565.h"
#include "vision/sidecar.h"

namespace sciot::edge {

// Devices of this kind run the first model. Thread-safe.
class LegacyEdge {
 public:
  // Called once, on any thread.
  using Done = std::function<void(const Status&)>;

  // Both must outlive this and every call of a Done.
  LegacyEdge(EdgeService& service, const EdgeOptions& options);

  const HostedModel& model() const { return model_; }

  Status Register(const protocol::LegacyRegistration& registration, const std::string& address);

  // The device that a query names; else that of the frame, where it is known; else the last one that registered from
  // the address. An error when there is none, or when query and frame name two known devices.
  Result<std::string> Identify(const std::optional<std::string>& query, const std::string& frame_id,
                               const std::string& address);

  // The guide's number of the device's next split.
  Result<int32_t> NextLayer(const std::string& device_id);

  // Takes in a result frame that was decoded from `bytes`, and runs the layers that the device left.
  void TakeInFrame(const std::string& device_id, std::shared_ptr<const Bytes> bytes, protocol::LegacyFrame frame,
                   Done done);

  // Whether `bytes` are as many as an RGB565 picture of the model's size has.
  bool IsPicture(ByteView bytes) const;

  // Takes in an RGB565 picture of the model's size, and runs the whole model on it where legacy.run_device_input says
  // so.
  void TakeInPicture(const std::string& device_id, ByteView pixels, vision::PixelOrder order, Done done);

  // What was last made of the device's frames and pictures, or kNotFound.
  Result<protocol::LegacyPrediction> PredictionOf(const std::string& device_id);

 private:
  // A device's output of the last layer.
  Status TakeInComplete(const std::string& device_id, const protocol::LegacyFrame& frame);
  // The request that continues a frame.
  Result<protocol::InferRequest> MakeRequest(const std::string& device_id, const protocol::LegacyFrame& frame) const;
  void Keep(const std::string& device_id, protocol::LegacyPrediction prediction, std::optional<int32_t> next_layer);
  // Runs `request`, whose bytes `owner` holds.
  void Run(const std::string& device_id, protocol::InferRequest request, std::shared_ptr<const Bytes> owner,
           protocol::LegacyPrediction prediction, Done done);

  EdgeService& service_;
  const EdgeOptions& options_;
  const HostedModel& model_;
  const vision::InputSpec input_;
  std::mutex mutex_;
  LegacyDevices devices_;  // guarded by mutex_
};

}  // namespace sciot::edge
