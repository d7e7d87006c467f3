// Every split of every model gives the bytes of the unsplit run, through a real server.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "device/http_edge_client.h"
#include "device/session.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
#include "graph/order.h"
#include "protocol/layer_list.h"
#include "transport/http/server.h"

namespace sciot {
namespace {

namespace fs = std::filesystem;

using transport::http::Server;
using transport::http::Url;

// Name and path; the last lies beside the repository, where it is there at all.
const std::vector<edge::ModelSource>& Models() {
  static const std::vector<edge::ModelSource> models{
      {"fomo_digits", SCIOT_SOURCE_DIR "/models/fomo_digits.tflite"},
      {"classifier", SCIOT_SOURCE_DIR "/tests/data/classifier.tflite"},
      {"fomo59", SCIOT_SOURCE_DIR "/../shared/reference/fomo59"},
  };
  return models;
}

class SplitOverHttpTest : public testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    const edge::ModelSource& source = Models()[GetParam()];
    if (!fs::exists(source.path)) GTEST_SKIP() << source.path << " is not there";
    options_.models = {source};
    service_ = edge::EdgeService::Create(options_, clock_).value();
    server_ = Server::Listen({}, edge::HttpHandler(*service_, options_)).value();
    server_->Start();
    model_ = model::LoadModel(source.path, {}).value();
  }

  std::unique_ptr<device::EdgeClient> Client() const {
    return std::make_unique<device::HttpEdgeClient>(
        std::make_unique<transport::http::Client>(Url{"127.0.0.1", server_->port(), "", websocket_}),
        device::HttpEdgeClientOptions{.timeout = std::chrono::seconds(30)}, clock_);
  }

  // The outputs, and that the edge really had its part. `layers` run on the device, or the first `split` where it is
  // empty.
  std::vector<Bytes> Infer(uint32_t split, const std::vector<Bytes>& inputs,
                           const std::vector<uint32_t>& layers = {}) const {
    device::SessionOptions options;
    options.coordinator.model = options_.models[0].name;
    options.coordinator.device_id = "device-" + std::to_string(split);
    options.coordinator.fixed_split = split;
    options.coordinator.fixed_layers = layers;
    options.calibration_runs = 1;
    const auto session = device::Session::Create(model_, options, {Client(), Client()}, clock_).value();
    const std::vector<ByteView> views(inputs.begin(), inputs.end());
    const Inference inference = session->Infer(views).value();
    EXPECT_EQ(inference.edge_failure, "");
    EXPECT_EQ(inference.split, split);
    EXPECT_EQ(inference.layers, layers);
    EXPECT_EQ(inference.bytes_sent > 0, split < model_->layer_count());
    std::vector<Bytes> outputs;
    for (ByteView output : inference.outputs) outputs.emplace_back(output.begin(), output.end());
    return outputs;
  }

  std::vector<Bytes> RandomInputs() const {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> values(0, 1);
    std::vector<Bytes> inputs;
    for (graph::TensorId id : model_->graph().inputs) {
      Bytes& input = inputs.emplace_back();
      for (size_t i = 0; i < model_->graph().tensors[id].spec.element_count(); ++i) {
        AppendU32(input, std::bit_cast<uint32_t>(values(random)));
      }
    }
    return inputs;
  }

  // Layers that need nothing of the others and are not the first ones.
  std::vector<uint32_t> RandomLayers(std::mt19937& random) const {
    while (true) {
      std::vector<uint32_t> layers;
      for (uint32_t layer = 0; layer + 1 < model_->layer_count(); ++layer) {
        layers.push_back(layer);
        if (random() % 8 == 0 || !graph::CheckClosed(model_->graph(), layers).ok()) layers.pop_back();
      }
      if (!layers.empty() && layers.back() >= layers.size()) return layers;
    }
  }

  SteadyClock clock_;
  edge::EdgeOptions options_;
  std::unique_ptr<edge::EdgeService> service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<const model::Model> model_;
  bool websocket_ = false;
};

TEST_P(SplitOverHttpTest, IsByteIdentical) {
  const std::vector<Bytes> inputs = RandomInputs();
  const auto layers = static_cast<uint32_t>(model_->layer_count());
  const std::vector<Bytes> whole = Infer(layers, inputs);
  for (uint32_t split = 0; split < layers; ++split) EXPECT_EQ(Infer(split, inputs), whole) << "split " << split;
}

TEST_P(SplitOverHttpTest, IsByteIdenticalOverWebSocket) {
  const std::vector<Bytes> inputs = RandomInputs();
  const auto layers = static_cast<uint32_t>(model_->layer_count());
  const std::vector<Bytes> whole = Infer(layers, inputs);
  websocket_ = true;
  for (uint32_t split = 0; split < layers; ++split) EXPECT_EQ(Infer(split, inputs), whole) << "split " << split;
}

INSTANTIATE_TEST_SUITE_P(Models, SplitOverHttpTest, testing::Range<size_t>(0, 3),
                         [](const auto& instance) { return Models()[instance.param].name; });

// Of a model with branches, whose layers need not part along its order.
using BranchesOverHttpTest = SplitOverHttpTest;

TEST_P(BranchesOverHttpTest, AnyClosedSetOfLayersIsByteIdentical) {
  const std::vector<Bytes> inputs = RandomInputs();
  const std::vector<Bytes> whole = Infer(static_cast<uint32_t>(model_->layer_count()), inputs);
  std::mt19937 random(1);
  for (int trial = 0; trial < 30; ++trial) {
    const std::vector<uint32_t> layers = RandomLayers(random);
    EXPECT_EQ(Infer(static_cast<uint32_t>(layers.size()), inputs, layers), whole) << protocol::FormatLayerList(layers);
  }
}

// An edge that decides as it is told, whatever it measures.
class ToldEdge final : public device::EdgeClient {
 public:
  ToldEdge(std::unique_ptr<device::EdgeClient> edge, std::vector<uint32_t> layers)
      : edge_(std::move(edge)), layers_(std::move(layers)) {}

  Result<device::InferAnswer> Infer(const std::string& model, const protocol::InferRequest& request,
                                    const device::Waiting& waiting) override {
    SCIOT_ASSIGN(device::InferAnswer answer, edge_->Infer(model, request, waiting));
    answer.response.next_split = static_cast<uint32_t>(layers_.size());
    answer.response.next_layers = layers_;
    return answer;
  }
  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& registration) override {
    SCIOT_ASSIGN(protocol::RegistrationAnswer answer, edge_->Register(model, device_id, registration));
    answer.next_split = static_cast<uint32_t>(layers_.size());
    answer.next_layers = layers_;
    return answer;
  }
  Result<protocol::LinkSample> Probe(size_t bytes) override { return edge_->Probe(bytes); }
  void Cancel() override { edge_->Cancel(); }

 private:
  const std::unique_ptr<device::EdgeClient> edge_;
  const std::vector<uint32_t> layers_;
};

TEST_P(BranchesOverHttpTest, TheDeviceRunsTheLayersItIsToldAndFinishesAloneWithoutTheEdge) {
  const std::vector<Bytes> inputs = RandomInputs();
  const std::vector<Bytes> whole = Infer(static_cast<uint32_t>(model_->layer_count()), inputs);
  std::mt19937 random(1);
  const std::vector<uint32_t> layers = RandomLayers(random);
  device::SessionOptions options;
  options.coordinator.model = options_.models[0].name;
  options.coordinator.device_id = "told";
  const auto session = device::Session::Create(
      model_, options, {std::make_unique<ToldEdge>(Client(), layers), std::make_unique<ToldEdge>(Client(), layers)},
      clock_);
  const std::vector<ByteView> views(inputs.begin(), inputs.end());
  for (const bool is_there : {true, true, false}) {
    if (!is_there) server_.reset();
    const Inference inference = session.value()->Infer(views).value();
    EXPECT_EQ(inference.layers, layers);
    EXPECT_EQ(inference.source, is_there ? InferenceSource::kSplit : InferenceSource::kDevice);
    for (size_t j = 0; j < whole.size(); ++j) EXPECT_TRUE(std::ranges::equal(inference.outputs[j], whole[j])) << j;
  }
}

INSTANTIATE_TEST_SUITE_P(Classifier, BranchesOverHttpTest, testing::Values(1));

}  // namespace
}  // namespace sciot
