#include "edge/edge_service.h"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <future>
#include <memory>
#include <utility>

#include "edge/testing/residual_edge.h"

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint32_t kLayers = 3;

protocol::Tensor Floats(const std::string& name, const std::vector<float>& values) {
  protocol::Tensor tensor;
  tensor.spec = {name, DataType::kFloat32, {1, static_cast<int32_t>(values.size())}};
  for (float value : values) AppendU32(tensor.storage, std::bit_cast<uint32_t>(value));
  return tensor;
}

std::vector<float> ToFloats(ByteView bytes) {
  std::vector<float> values;
  ByteReader reader(bytes);
  while (reader.remaining() > 0) values.push_back(std::bit_cast<float>(reader.ReadU32().value()));
  return values;
}

// What the service answered, copied from its buffers.
struct Outcome {
  std::string error;
  std::vector<std::string> names;
  std::vector<std::vector<float>> outputs;
  std::optional<uint32_t> next_split;
  std::string rejected;
};

class EdgeServiceTest : public ::testing::Test {
 protected:
  void Create(const EdgeOptions& options) {
    options_ = options;
    model_ = model::LoadModel(options.models[0].path, {}).value();
    service_ = EdgeService::Create(options_, clock_).value();
  }

  Outcome Infer(const protocol::InferRequest& request, size_t model = 0) {
    std::promise<Outcome> promise;
    service_->Infer(
        *service_->models()[model], [&] { return request; },
        [&](const Result<protocol::InferResponse>& result) { promise.set_value(Copy(result)); });
    return promise.get_future().get();
  }

  static Outcome Copy(const Result<protocol::InferResponse>& result) {
    Outcome outcome;
    if (!result.ok()) {
      outcome.error = result.error().message;
      return outcome;
    }
    for (const protocol::Tensor& tensor : result.value().outputs) {
      outcome.names.push_back(tensor.spec.name);
      outcome.outputs.push_back(ToFloats(tensor.data()));
    }
    outcome.next_split = result.value().next_split;
    outcome.rejected = result.value().rejected;
    return outcome;
  }

  static protocol::InferRequest Request(std::optional<uint32_t> split, std::vector<protocol::Tensor> inputs) {
    protocol::InferRequest request;
    request.split = split;
    request.inputs = std::move(inputs);
    return request;
  }

  SteadyClock clock_;
  EdgeOptions options_;
  std::shared_ptr<const model::Model> model_;  // the first
  std::unique_ptr<EdgeService> service_;
};

TEST_F(EdgeServiceTest, TimesThatCannotBeDoNotHoldUpAnInference) {
  Create(testing::ResidualEdge());
  const HostedModel& model = *service_->models()[0];
  ASSERT_TRUE(service_->Register(model, "d", {model.sha256(), std::vector<double>(kLayers, 10), {}, {}}).ok());
  const std::string name = "t" + std::to_string(model_->cuts()[1].tensors[0]);
  for (const std::vector<double>& bad : {std::vector<double>{-1}, {std::nan("")}, {HUGE_VAL}, {1, 2}}) {
    protocol::InferRequest request = Request(1, {Floats(name, {0, 0, 1, 2})});
    request.device_id = "d";
    request.layer_us = bad;
    const Outcome outcome = Infer(request);
    EXPECT_EQ(outcome.error, "");
    EXPECT_THAT(outcome.outputs, ElementsAre(std::vector<float>{0, 0, 3, 6}));
    EXPECT_TRUE(outcome.next_split.has_value());
    EXPECT_THAT(outcome.rejected, HasSubstr("time"));
  }
  EXPECT_EQ(service_->StatusOf(model, "d").value().counters.at("rejected_times"), 4U);
}

// x = -1..2, y = relu(x), z = 2 y; outputs z + y and y.
TEST_F(EdgeServiceTest, FinishesEverySplit) {
  Create(testing::ResidualEdge());
  const std::vector<TensorSpec>& specs = service_->models()[0]->metadata().outputs;
  const std::vector<float> y{0, 0, 1, 2};
  const std::vector<float> sum{0, 0, 3, 6};
  const graph::Graph& graph = model_->graph();
  const auto cut = [&](size_t split) { return model_->cuts()[split].tensors; };
  const auto named = [](graph::TensorId id) { return "t" + std::to_string(id); };

  const Outcome whole = Infer(Request(0, {Floats(named(graph.inputs[0]), {-1, 0, 1, 2})}));
  EXPECT_EQ(whole.error, "");
  EXPECT_THAT(whole.outputs, ElementsAre(sum, y));
  EXPECT_THAT(whole.names, ElementsAre(specs[0].name, specs[1].name));

  const Outcome after_relu = Infer(Request(1, {Floats(named(cut(1)[0]), y)}));
  EXPECT_EQ(after_relu.error, "");
  EXPECT_THAT(after_relu.outputs, ElementsAre(sum));  // y was made on the device and stays there

  ASSERT_EQ(cut(2).size(), 2U);
  const bool y_first = cut(2)[0] == cut(1)[0];
  const Outcome last = Infer(Request(2, {Floats(named(cut(2)[0]), y_first ? y : std::vector<float>{0, 0, 2, 4}),
                                         Floats(named(cut(2)[1]), y_first ? std::vector<float>{0, 0, 2, 4} : y)}));
  EXPECT_EQ(last.error, "");
  EXPECT_THAT(last.outputs, ElementsAre(sum));
}

TEST_F(EdgeServiceTest, APlainClientUsesTheModelsNames) {
  Create(testing::ResidualEdge());
  const std::string input = service_->models()[0]->metadata().inputs[0].name;
  protocol::InferRequest request = Request(std::nullopt, {Floats(input, {1, 1, 1, 1})});
  request.outputs = {{service_->models()[0]->metadata().outputs[1].name, protocol::Encoding::kJson}};
  const Outcome outcome = Infer(request);
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.outputs, ElementsAre(std::vector<float>{1, 1, 1, 1}));
  EXPECT_FALSE(outcome.next_split.has_value());
}

TEST_F(EdgeServiceTest, ARequestsBytesAreGoneBeforeItsAnswer) {
  Create(testing::ResidualEdge());
  protocol::InferRequest request = Request(0, {Floats(service_->models()[0]->metadata().inputs[0].name, {1, 1, 1, 1})});
  auto body = std::make_shared<const Bytes>();
  request.body = body;
  const std::weak_ptr<const Bytes> gone = std::exchange(body, nullptr);
  std::promise<bool> expired;
  service_->Infer(
      *service_->models()[0], [request = std::move(request)]() mutable { return Result(std::move(request)); },
      [&](const auto& result) { expired.set_value(result.ok() && gone.expired()); });
  EXPECT_TRUE(expired.get_future().get());
}

TEST_F(EdgeServiceTest, ARegisteredDeviceLearnsItsNextSplit) {
  Create(testing::ResidualEdge());
  const HostedModel& model = *service_->models()[0];
  const protocol::Registration registration{model.sha256(), {1e6, 1e6, 1e6}, std::nullopt, {{100, 10, 10}}};
  ASSERT_EQ(service_->Register(model, "d", registration).value().split, 0U);
  protocol::InferRequest request = Request(0, {Floats(model.metadata().inputs[0].name, {1, 1, 1, 1})});
  request.device_id = "d";
  EXPECT_EQ(Infer(request).next_split, 0U);
  request.device_id = "stranger";
  EXPECT_FALSE(Infer(request).next_split.has_value());
}

TEST_F(EdgeServiceTest, BadTensorsAreNamed) {
  Create(testing::ResidualEdge());
  const auto& cut = model_->cuts()[2].tensors;
  const std::string first = "t" + std::to_string(cut[0]);
  const std::string second = "t" + std::to_string(cut[1]);
  const std::vector<float> good{0, 0, 1, 2};
  EXPECT_THAT(Infer(Request(kLayers, {})).error, HasSubstr("split 3 is out of range 0..2"));
  EXPECT_THAT(Infer(Request(2, {Floats(first, good)})).error, HasSubstr("'" + second + "'"));
  EXPECT_THAT(Infer(Request(2, {Floats(first, good), Floats(first, good)})).error, HasSubstr("comes twice"));
  EXPECT_THAT(Infer(Request(2, {Floats(first, good), Floats(second, good), Floats("t99", good)})).error,
              HasSubstr("unknown input 't99'"));
  EXPECT_THAT(Infer(Request(2, {Floats(first, {1, 2}), Floats(second, good)})).error,
              HasSubstr("'" + first + "' has shape [1,2], the model takes [1,4]"));
  EXPECT_THAT(Infer(Request(2, {Floats(first, {0, NAN, 0, 0}), Floats(second, good)})).error, HasSubstr(first));
  protocol::Tensor integers = Floats(first, good);
  integers.spec.type = DataType::kInt32;
  EXPECT_THAT(Infer(Request(2, {integers, Floats(second, good)})).error, HasSubstr("is INT32, the model takes FP32"));
  protocol::InferRequest wants_early = Request(2, {Floats(first, good), Floats(second, good)});
  wants_early.outputs = {{service_->models()[0]->metadata().outputs[1].name, protocol::Encoding::kJson}};
  EXPECT_THAT(Infer(wants_early).error, HasSubstr("on the device"));
  wants_early.outputs = {{"nonsense", protocol::Encoding::kJson}};
  EXPECT_THAT(Infer(wants_early).error, HasSubstr("no output 'nonsense'"));
}

TEST_F(EdgeServiceTest, ModelsThatDoNotFitInTheCacheAreServedInTurns) {
  EdgeOptions options = testing::ResidualEdge();
  options.models.push_back({"again", options.models[0].path});
  options.model_cache.max_size = 1;
  Create(options);
  const protocol::InferRequest request = Request(std::nullopt, {Floats("x", {1, 1, 1, 1})});
  for (size_t i = 0; i < 4; ++i) {
    const Outcome outcome = Infer(request, i % 2);
    EXPECT_EQ(outcome.error, "");
    EXPECT_THAT(outcome.outputs.at(1), ElementsAre(1, 1, 1, 1));
  }
  // The second stayed in memory at the start, so each of the four was a miss and had the other one go.
  EXPECT_EQ(service_->model_cache_counts(), (CacheCounts{.hits = 0, .misses = 4, .evictions = 5}));
  Infer(request, 1);
  EXPECT_EQ(service_->model_cache_counts().hits, 1U);
}

TEST_F(EdgeServiceTest, AModelThatCannotBeLoadedAgainIsTheOnlyOneAmiss) {
  EdgeOptions options = testing::ResidualEdge();
  options.models.push_back({"again", options.models[0].path.string() + ".copy"});
  ASSERT_TRUE(WriteFile(options.models[1].path, model::testing::ResidualModel()).ok());
  options.model_cache.max_size = 1;
  Create(options);
  const protocol::InferRequest request = Request(std::nullopt, {Floats("x", {1, 1, 1, 1})});
  EXPECT_EQ(Infer(request, 0).error, "");
  std::filesystem::remove(options.models[1].path);
  EXPECT_THAT(Infer(request, 1).error, HasSubstr("model 'again' cannot be loaded now"));
  EXPECT_EQ(Infer(request, 0).error, "");
  ASSERT_TRUE(WriteFile(options.models[1].path, model::testing::ResidualModel()).ok());
  EXPECT_EQ(Infer(request, 1).error, "");
}

TEST_F(EdgeServiceTest, LayersThatCannotRunFirstAreNamed) {
  EdgeOptions options;
  options.models = {{"classifier", SCIOT_SOURCE_DIR "/tests/data/classifier.tflite"}};
  Create(options);
  const auto error = [&](std::vector<uint32_t> layers) {
    protocol::InferRequest request = Request(static_cast<uint32_t>(layers.size()), {Floats("t14", {1})});
    request.layers = std::move(layers);
    return Infer(request).error;
  };
  EXPECT_THAT(error({0, 2}), HasSubstr("layer 2 reads t14, which none of the layers named before it makes"));
  EXPECT_THAT(error({0, 99}), HasSubstr("layer 99 is out of range 0..18"));
  EXPECT_THAT(error({0, 1, 3}), HasSubstr("input 't14' has shape [1,1], the model takes [1,8,8,8]"));
}

TEST_F(EdgeServiceTest, AStoppedServiceRefuses) {
  Create(testing::ResidualEdge());
  service_->Stop();
  EXPECT_NE(Infer(Request(0, {})).error, "");
}

TEST_F(EdgeServiceTest, SimulatedComputationIsInTheEdgesTimeAndTheNetworkIsNot) {
  const ManualClock clock;
  EdgeOptions options = testing::ResidualEdge();
  options.inference_workers = 1;
  options.delay_simulation.computation = {
      .enabled = true, .type = DelayKind::kStatic, .mean = std::chrono::milliseconds(2)};
  options.delay_simulation.network = {
      .enabled = true, .type = DelayKind::kStatic, .mean = std::chrono::milliseconds(7)};
  const auto service = EdgeService::Create(options, clock).value();
  const HostedModel& model = *service->models()[0];
  const auto request = Request(0, {Floats(model.metadata().inputs[0].name, {1, 1, 1, 1})});
  std::promise<std::vector<double>> times;
  service->Infer(
      model, [&] { return request; },
      [&](const auto& result) {
        times.set_value({*result.value().edge_us, *result.value().queue_us});
      });
  EXPECT_THAT(times.get_future().get(), ElementsAre(kLayers * 2000.0, 0.0));
  EXPECT_EQ(service->NextNetworkDelay(), std::chrono::milliseconds(7));
}

TEST_F(EdgeServiceTest, BadOptionsAreNamed) {
  EdgeOptions options = testing::ResidualEdge();
  options.models.push_back(options.models[0]);
  EXPECT_THAT(EdgeService::Create(options, clock_).error().message, HasSubstr("two models are named 'residual'"));
  options.models = {};
  EXPECT_THAT(EdgeService::Create(options, clock_).error().message, HasSubstr("no model"));
  options = testing::ResidualEdge();
  options.algorithm = "latence";
  EXPECT_THAT(EdgeService::Create(options, clock_).error().message, HasSubstr("latency"));
  options = testing::ResidualEdge();
  options.model_cache.max_size = 0;
  EXPECT_THAT(EdgeService::Create(options, clock_).error().message, HasSubstr("model_cache.max_size is 0"));
  options = testing::ResidualEdge();
  options.models[0].path = "/nowhere/x.tflite";
  EXPECT_THAT(EdgeService::Create(options, clock_).error().message, HasSubstr("/nowhere/x.tflite"));
  options = testing::ResidualEdge();
  options.delay_simulation.network.mean = -std::chrono::seconds(1);
  EXPECT_THAT(EdgeService::Create(options, clock_).error().message, HasSubstr("delay_simulation.network.mean"));
}

TEST_F(EdgeServiceTest, DecidesByOtherOptionsFromNowOn) {
  Create(testing::ResidualEdge());
  const HostedModel& model = *service_->models()[0];
  const protocol::Registration registration{model.sha256(), std::vector<double>(kLayers, 10'000), std::nullopt, {}};
  EdgeOptions changed = options_;
  changed.algorithm = "fixed:2";
  ASSERT_TRUE(service_->Reconfigure(changed).ok());
  EXPECT_EQ(service_->Register(model, "d", registration).value().split, 2U);
  changed.limits.min_device_layers = kLayers;
  ASSERT_TRUE(service_->Reconfigure(changed).ok());
  EXPECT_EQ(service_->Register(model, "d", registration).value().split, kLayers);
}

TEST_F(EdgeServiceTest, ServesOtherModelsFromNowOn) {
  Create(testing::ResidualEdge());
  const HostedModel& first = *service_->models()[0];
  EdgeOptions changed = options_;
  changed.models.push_back({"second", options_.models[0].path});
  ASSERT_TRUE(service_->Reconfigure(changed).ok());
  ASSERT_EQ(service_->models().size(), 2U);
  EXPECT_EQ(service_->models()[0], &first);
  const protocol::InferRequest request = Request(0, {Floats(first.metadata().inputs[0].name, {1, 1, 1, 1})});
  EXPECT_EQ(Infer(request, 1).error, "");
  EXPECT_EQ(service_->CurrentStatus().models.size(), 2U);

  changed.models.erase(changed.models.begin());
  ASSERT_TRUE(service_->Reconfigure(changed).ok());
  EXPECT_THAT(service_->FindModel("residual").error().message, HasSubstr("here are second"));
  EXPECT_EQ(service_->CurrentStatus().models.size(), 1U);
  std::promise<Outcome> promise;
  service_->Infer(
      first, [&] { return request; }, [&](const auto& result) { promise.set_value(Copy(result)); });
  EXPECT_EQ(promise.get_future().get().error, "") << "what was asked of it before is answered";

  ASSERT_TRUE(service_->Reconfigure(options_).ok());
  EXPECT_EQ(service_->FindModel("residual").value(), &first) << "it is the same again";
}

TEST_F(EdgeServiceTest, ModelsThatCannotBeServedChangeNothing) {
  Create(testing::ResidualEdge());
  EdgeOptions changed = options_;
  changed.models.push_back({"second", "/nowhere/x.tflite"});
  EXPECT_THAT(service_->Reconfigure(changed).error().message, HasSubstr("model 'second'"));
  changed.models = {{"residual", "/elsewhere/x.tflite"}};
  EXPECT_THAT(service_->Reconfigure(changed).error().message, HasSubstr("the name stands for"));
  changed.models = {};
  EXPECT_FALSE(service_->Reconfigure(changed).ok());
  changed.models = {{"second", options_.models[0].path}};
  changed.algorithm = "latence";
  EXPECT_FALSE(service_->Reconfigure(changed).ok());
  ASSERT_EQ(service_->models().size(), 1U);
  EXPECT_EQ(service_->models()[0]->name(), "residual");
}

TEST_F(EdgeServiceTest, OtherOptionsThatCannotBeChangeNothing) {
  EdgeOptions options = testing::ResidualEdge();
  options.algorithm = "fixed:2";
  Create(options);
  const HostedModel& model = *service_->models()[0];
  const protocol::Registration registration{model.sha256(), std::vector<double>(kLayers, 10'000), std::nullopt, {}};
  EdgeOptions changed = options_;
  changed.algorithm = "latence";
  EXPECT_THAT(service_->Reconfigure(changed).error().message, HasSubstr("latency"));
  changed = options_;
  changed.limits.min_device_layers = kLayers + 1;
  EXPECT_THAT(service_->Reconfigure(changed).error().message, HasSubstr("model 'residual'"));
  changed = options_;
  changed.objective.latency = 0;
  EXPECT_FALSE(service_->Reconfigure(changed).ok());
  EXPECT_EQ(service_->Register(model, "d", registration).value().split, 2U);
}

}  // namespace
}  // namespace sciot::edge
