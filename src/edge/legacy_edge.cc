#include "edge/legacy_edge.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "edge/reported.h"
#include "protocol/name.h"
#include "protocol/offloading.h"
#include "vision/preprocess.h"

namespace sciot::edge {
namespace {

using protocol::LegacyFrame;
using protocol::LegacyPrediction;

Error Invalid(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}

// Whole float32s.
std::vector<float> ToFloats(ByteView bytes) {
  std::vector<float> values;
  ByteReader reader(bytes);
  while (reader.remaining() > 0) values.push_back(std::bit_cast<float>(reader.ReadU32().value()));
  return values;
}

Status CheckFloats(ByteView bytes, const TensorSpec& spec, const std::string& what) {
  if (spec.type != DataType::kFloat32) {
    return Invalid(what + " is " + DataTypeName(spec.type) + ", which these frames cannot hold");
  }
  if (bytes.size() == spec.byte_size()) return {};
  return Invalid(what + " has " + std::to_string(spec.byte_size()) + " bytes, the frame's output " +
                 std::to_string(bytes.size()));
}

// A model without sidecar, or with one that was read before.
vision::InputSpec InputOf(const HostedModel& model) {
  if (model.sidecar().empty()) return {};
  const auto sidecar = vision::ParseSidecar(model.sidecar());
  return sidecar.ok() ? sidecar.value().input : vision::InputSpec();
}

}  // namespace

LegacyEdge::LegacyEdge(EdgeService& service, const EdgeOptions& options)
    : service_(service),
      options_(options),
      model_(*service.models().front()),
      input_(InputOf(model_)),
      devices_(options.max_devices) {}

Status LegacyEdge::Register(const protocol::LegacyRegistration& registration, const std::string& address) {
  SCIOT_TRY(service_.TakeInTimes(model_, registration.id, Dialect::kLegacy, {}));
  const std::lock_guard lock(mutex_);
  devices_.Register(registration.id, address);
  return {};
}

Result<std::string> LegacyEdge::Identify(const std::optional<std::string>& query, const std::string& frame_id,
                                         const std::string& address) {
  const std::lock_guard lock(mutex_);
  const bool is_frame_known = devices_.Find(frame_id) != nullptr;
  if (query) {
    SCIOT_TRY(protocol::CheckName(*query, "client_id", options_.message_limits));
    if (is_frame_known && frame_id != *query && devices_.Find(*query) != nullptr) {
      return Error{ErrorCode::kConflict, "the query names device '" + *query + "', the frame '" + frame_id + "'"};
    }
    return devices_.Meet(*query).id;
  }
  if (is_frame_known) return frame_id;
  const LegacyDevice* device = devices_.FindAt(address);
  if (device != nullptr) return device->id;
  return Error{ErrorCode::kNotFound, "no device has registered from " + address};
}

Result<int32_t> LegacyEdge::NextLayer(const std::string& device_id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto decided = std::exchange(devices_.Meet(device_id).next_layer, std::nullopt)) return *decided;
  }
  SCIOT_ASSIGN(const NextSplit next, service_.Consult(model_, device_id, Dialect::kLegacy, {}));
  return protocol::OffloadingLayer(next.split, next.reason);
}

void LegacyEdge::TakeInFrame(const std::string& device_id, std::shared_ptr<const Bytes> bytes, LegacyFrame frame,
                             Done done) {
  const auto last = static_cast<int32_t>(model_.layer_count()) - 1;
  if (frame.layer == -1 || frame.layer == last) return done(TakeInComplete(device_id, frame));
  if (frame.layer > last) {
    return done(
        Invalid("offloading layer " + std::to_string(frame.layer) + " is beyond the last, " + std::to_string(last)));
  }
  // Known to the planner, as what it is, also when it was forgotten or has spoken otherwise since.
  const Status met = service_.TakeInTimes(model_, device_id, Dialect::kLegacy, {});
  if (!met.ok()) return done(met);
  Result<protocol::InferRequest> request = MakeRequest(device_id, frame);
  if (!request.ok()) return done(request.error());
  Run(device_id, std::move(request).value(), std::move(bytes), {frame.message_id, frame.layer, {}, {}},
      std::move(done));
}

Status LegacyEdge::TakeInComplete(const std::string& device_id, const LegacyFrame& frame) {
  const TensorSpec& spec = model_.metadata().outputs.front();
  SCIOT_TRY(CheckFloats(frame.output, spec, "the model's output"));
  SCIOT_ASSIGN(const NextSplit next, service_.Consult(model_, device_id, Dialect::kLegacy, frame.layer_seconds));
  Keep(device_id, {frame.message_id, frame.layer, spec.shape, ToFloats(frame.output)},
       protocol::OffloadingLayer(next.split, next.reason));
  return {};
}

Result<protocol::InferRequest> LegacyEdge::MakeRequest(const std::string& device_id, const LegacyFrame& frame) const {
  const auto split = static_cast<uint32_t>(frame.layer) + 1;
  if (model_.chain_cuts()[split] == 0) {
    return Invalid("after layer " + std::to_string(frame.layer) +
                   " more is needed than that layer's output; this frame holds one tensor and cannot be continued");
  }
  const TensorSpec& spec = model_.chain_tensors()[split];
  SCIOT_TRY(CheckFloats(frame.output, spec, "the output of layer " + std::to_string(frame.layer)));
  protocol::InferRequest request;
  request.split = split;
  request.device_id = device_id;
  for (const double seconds : frame.layer_seconds) request.layer_us.push_back(LayerMicroseconds(seconds));
  request.inputs.push_back({.spec = spec, .view = frame.output, .storage = {}});
  return request;
}

void LegacyEdge::Run(const std::string& device_id, protocol::InferRequest request, std::shared_ptr<const Bytes> owner,
                     LegacyPrediction prediction, Done done) {
  const auto shared = std::make_shared<const protocol::InferRequest>(std::move(request));
  service_.Infer(
      model_, [shared, owner = std::move(owner)]() -> Result<protocol::InferRequest> { return *shared; },
      [this, device_id, prediction = std::move(prediction), done = std::move(done)](const auto& result) {
        if (!result.ok()) return done(result.error());
        const protocol::InferResponse& response = result.value();
        LegacyPrediction made = prediction;
        made.shape = response.outputs.front().spec.shape;
        if (response.outputs.front().spec.type != DataType::kFloat32) return done(Invalid("the output is no float32"));
        made.values = ToFloats(response.outputs.front().data());
        std::optional<int32_t> next;
        if (response.next_split && made.layer) next = protocol::OffloadingLayer(*response.next_split, response.reason);
        Keep(device_id, std::move(made), next);
        done({});
      });
}

bool LegacyEdge::IsPicture(ByteView bytes) const {
  const std::vector<int32_t>& shape = model_.metadata().inputs.front().shape;
  return shape.size() == 4 && bytes.size() == uint64_t{vision::kRgb565Bytes} * static_cast<uint64_t>(shape[1]) *
                                                  static_cast<uint64_t>(shape[2]);
}

void LegacyEdge::TakeInPicture(const std::string& device_id, ByteView pixels, vision::PixelOrder order, Done done) {
  const TensorSpec& spec = model_.metadata().inputs.front();
  if (spec.shape.size() != 4) return done(Invalid("the model takes no picture but " + ToString(spec.shape)));
  const auto height = static_cast<uint32_t>(spec.shape[1]);
  const auto width = static_cast<uint32_t>(spec.shape[2]);
  const Result<vision::Image> image = vision::DecodeRgb565(pixels, width, height, order);
  if (!image.ok()) return done(image.error());
  if (!options_.legacy.run_device_input) return done({});
  Result<Bytes> tensor = vision::ImageToTensor(image.value(), input_, spec);
  if (!tensor.ok()) return done(tensor.error());
  protocol::InferRequest request;  // of nobody: no device learns from it
  request.inputs.push_back({.spec = spec, .view = {}, .storage = std::move(tensor).value()});
  Run(device_id, std::move(request), nullptr, {}, std::move(done));
}

void LegacyEdge::Keep(const std::string& device_id, LegacyPrediction prediction, std::optional<int32_t> next_layer) {
  const std::lock_guard lock(mutex_);
  LegacyDevice& device = devices_.Meet(device_id);
  device.prediction = std::move(prediction);
  if (next_layer) device.next_layer = next_layer;
}

Result<LegacyPrediction> LegacyEdge::PredictionOf(const std::string& device_id) {
  const std::lock_guard lock(mutex_);
  const LegacyDevice* device = devices_.Find(device_id);
  if (device != nullptr && device->prediction) return *device->prediction;
  return Error{ErrorCode::kNotFound, "there is no prediction for device '" + device_id + "'"};
}

}  // namespace sciot::edge
