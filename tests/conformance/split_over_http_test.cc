// Every split of every model gives the bytes of the unsplit run, through a real server.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "device/http_edge_client.h"
#include "device/session.h"
#include "edge/edge_service.h"
#include "edge/http_handler.h"
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
    return std::make_unique<device::HttpEdgeClient>(Url{"127.0.0.1", server_->port(), ""},
                                                    device::HttpEdgeClientOptions{.timeout = std::chrono::seconds(30)},
                                                    clock_);
  }

  // The outputs, and that the edge really had its part.
  std::vector<Bytes> Infer(uint32_t split, const std::vector<Bytes>& inputs) const {
    device::SessionOptions options;
    options.coordinator.model = options_.models[0].name;
    options.coordinator.device_id = "device-" + std::to_string(split);
    options.coordinator.fixed_split = split;
    const auto session = device::Session::Create(model_, options, {Client(), Client()}, clock_).value();
    const std::vector<ByteView> views(inputs.begin(), inputs.end());
    const Inference inference = session->Infer(views).value();
    EXPECT_EQ(inference.edge_failure, "");
    EXPECT_EQ(inference.split, split);
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

  SteadyClock clock_;
  edge::EdgeOptions options_;
  std::unique_ptr<edge::EdgeService> service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<const model::Model> model_;
};

TEST_P(SplitOverHttpTest, IsByteIdentical) {
  const std::vector<Bytes> inputs = RandomInputs();
  const auto layers = static_cast<uint32_t>(model_->layer_count());
  const std::vector<Bytes> whole = Infer(layers, inputs);
  for (uint32_t split = 0; split < layers; ++split) EXPECT_EQ(Infer(split, inputs), whole) << "split " << split;
}

INSTANTIATE_TEST_SUITE_P(Models, SplitOverHttpTest, testing::Range<size_t>(0, 3),
                         [](const auto& instance) { return Models()[instance.param].name; });

}  // namespace
}  // namespace sciot
