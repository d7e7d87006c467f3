#include "device/session.h"

#include <gmock/gmock.h>

#include <atomic>
#include <bit>
#include <cmath>
#include <thread>

#include "base/testing/scratch_folder.h"
#include "graph/cut.h"
#include "graph/tensor_name.h"
#include "model/testing/residual_model.h"

namespace sciot::device {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr uint32_t kLayers = 3;

// What a fake edge does; shared by a session's two clients.
struct EdgeScript {
  std::atomic<uint32_t> next_split = 0;
  std::vector<uint32_t> next_layers;  // of a registration
  std::atomic<bool> is_away = false;
  std::atomic<bool> is_held_up = false;     // reports wait
  std::atomic<bool> forgets = false;        // answers without a next split
  std::atomic<bool> drops_outputs = false;  // answers without outputs
  std::atomic<bool> records = false;        // says that it has each result on disk
  std::atomic<bool> forces = false;         // a local inference after each
  std::atomic<int> registrations = 0;
  std::atomic<int> reports = 0;
  std::atomic<int> unstable_layers = 0;  // of the last report that named any,
  std::atomic<double> reported_us = 0;   // and what its first layer takes lately
  std::atomic<int> probes = 0;           // after the registration
  std::atomic<int> inferences = 0;
  std::atomic<int> link_reports = 0;              // of these, those about the link alone
  std::atomic<double> next_wait_us = 0;           // told with each answer, unless 0
  std::optional<protocol::LinkSample> last_link;  // of the last inference
  std::optional<Duration> last_limit;             // of its wait
  size_t idle_times = 0;                          // told of the layers run while waiting
};

// Runs the rest of the layers in this process.
class FakeEdge final : public EdgeClient {
 public:
  FakeEdge(EdgeScript& script, std::shared_ptr<const model::Model> model) : script_(script), model_(std::move(model)) {
    if (model_ != nullptr) engine_ = engine::Engine::Create({model_, &model_->graph()}, {}, clock_).value();
  }

  Result<InferAnswer> Infer(const std::string& /*model*/, const protocol::InferRequest& request,
                            const Waiting& waiting) override {
    if (script_.is_away) return Away();
    script_.last_limit = waiting.limit;
    script_.idle_times += request.idle_layer_us.size();
    ++script_.inferences;
    script_.last_link = request.link;
    const size_t split = request.split.value();
    EXPECT_EQ(request.layer_us.size(), split);
    for (const protocol::Tensor& tensor : request.inputs) Bind(tensor);
    std::vector<Duration> times(kLayers - split);
    SCIOT_TRY(engine_->Run(split, kLayers, times));
    InferAnswer answer;
    answer.round_trip = milliseconds(5);
    answer.sent_bytes = 100;
    answer.response.edge_us = 2000;
    answer.response.queue_us = 1000;
    if (!script_.forgets) answer.response.next_split = script_.next_split;
    answer.response.next_wait_us = NextWait();
    if (waiting.meanwhile) waiting.meanwhile();
    if (script_.forces) {
      answer.response.next_split = kLayers;
      answer.response.reason = protocol::SplitReason::kLocalInference;
      answer.response.resume_split = script_.next_split;
    }
    answer.response.is_recorded = script_.records;
    if (!script_.drops_outputs) answer.response.outputs = Outputs(split);
    return answer;
  }

  Result<protocol::RegistrationAnswer> Register(const std::string& model, const std::string& device_id,
                                                const protocol::Registration& registration) override {
    if (script_.is_away) return Away();
    script_.is_held_up.wait(true);
    ++(registration.split ? script_.reports : script_.registrations);
    const bool is_about_link = registration.split == 0U;
    script_.link_reports += is_about_link ? 1 : 0;
    EXPECT_EQ(registration.layer_us.size(), is_about_link ? 0 : kLayers);
    for (const double us : registration.layer_us) EXPECT_GT(us, 0);
    if (!registration.unstable_layers.empty()) {
      script_.unstable_layers = static_cast<int>(registration.unstable_layers.size());
      script_.reported_us = registration.layer_us.front();
    }
    EXPECT_EQ(registration.model_sha256, model_->sha256());
    EXPECT_TRUE(registration.takes_layers);
    return protocol::RegistrationAnswer{script_.next_split, device_id, model, script_.next_layers, NextWait()};
  }

  Result<protocol::LinkSample> Probe(size_t bytes) override {
    if (script_.is_away) return Away();
    if (script_.registrations > 0) ++script_.probes;
    return protocol::LinkSample{1000, bytes, 2};
  }

  void Cancel() override {}

 private:
  std::optional<double> NextWait() const {
    const double us = script_.next_wait_us;
    return us > 0 ? std::optional(us) : std::nullopt;
  }

  static Error Away() { return {ErrorCode::kUnavailable, "the edge is away"}; }

  void Bind(const protocol::Tensor& tensor) {
    for (graph::TensorId id = 0; id < model_->graph().tensors.size(); ++id) {
      if (graph::CutTensorName(id) != tensor.spec.name) continue;
      std::ranges::copy(tensor.data(), engine_->tensor(id).begin());
    }
  }

  std::vector<protocol::Tensor> Outputs(size_t split) {
    std::vector<protocol::Tensor> outputs;
    const graph::Graph& graph = model_->graph();
    const auto specs = graph::OutputSpecs(graph);
    const auto made = graph::OutputsMadeBy(graph, split, kLayers);
    for (size_t j = 0; j < specs.size(); ++j) {
      if (std::ranges::find(made, graph.outputs[j]) == made.end()) continue;
      outputs.push_back({.spec = specs[j], .view = engine_->tensor(graph.outputs[j]), .storage = {}});
    }
    return outputs;
  }

  EdgeScript& script_;
  std::shared_ptr<const model::Model> model_;
  SteadyClock clock_;
  std::unique_ptr<engine::Engine> engine_;
};

Bytes Floats(const std::vector<float>& values) {
  Bytes bytes;
  for (float value : values) AppendU32(bytes, std::bit_cast<uint32_t>(value));
  return bytes;
}

std::vector<float> ToFloats(ByteView bytes) {
  std::vector<float> values;
  ByteReader reader(bytes);
  while (reader.remaining() > 0) values.push_back(std::bit_cast<float>(reader.ReadU32().value()));
  return values;
}

// Each look at it by the thread that made it is `step` later than the one before, so that each layer takes just that.
class SteppingClock final : public Clock {
 public:
  TimePoint Now() const override {
    if (std::this_thread::get_id() == owner_) now_ += step;
    return TimePoint(Duration(now_));
  }
  void Sleep(Duration /*duration*/) const override {}

  int64_t step = 1'000'000;  // nanoseconds

 private:
  const std::thread::id owner_ = std::this_thread::get_id();
  mutable std::atomic<int64_t> now_ = 0;
};

class SessionTest : public ::testing::Test {
 protected:
  Status Create(std::optional<uint32_t> fixed_split = std::nullopt, const DelayOptions& computation_delay = {},
                Duration report_interval = milliseconds(1)) {
    model_ = model::LoadModelBytes(model::testing::ResidualModel(), {}).value();
    SessionOptions options;
    options.coordinator = {.model = "residual",
                           .model_sha256 = "",
                           .device_id = "d",
                           .fixed_split = fixed_split,
                           .report_interval = report_interval,
                           .retry = {.delay = milliseconds(1), .health_check_interval = milliseconds(1)}};
    options.computation_delay = computation_delay;
    options.deadline_alone_factor = deadline_alone_factor_;
    auto session = Session::Create(
        model_, options, {std::make_unique<FakeEdge>(script_, model_), std::make_unique<FakeEdge>(script_, model_)},
        *session_clock_, std::move(outbox_));
    if (!session.ok()) return session.error();
    session_ = std::move(session).value();
    return {};
  }

  // Runs one inference and checks its outputs.
  Inference Infer() {
    const Bytes input = Floats({-1, 0, 1, 2});
    const std::vector<ByteView> inputs{input};
    Inference inference = session_->Infer(inputs).value();
    EXPECT_EQ(inference.outputs.size(), 2U);
    EXPECT_EQ(ToFloats(inference.outputs[0]), (std::vector<float>{0, 0, 3, 6}));
    EXPECT_EQ(ToFloats(inference.outputs[1]), (std::vector<float>{0, 0, 1, 2}));
    return inference;
  }

  // Infers until `holds`, at most a minute.
  template <typename Condition>
  bool InferUntil(const Condition& holds) {
    for (int i = 0; i < 60'000; ++i) {
      if (holds(Infer())) return true;
      std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
  }

  SteadyClock clock_;
  const Clock* session_clock_ = &clock_;
  EdgeScript script_;
  double deadline_alone_factor_ = 1;
  std::shared_ptr<const model::Model> model_;
  std::unique_ptr<Outbox> outbox_;  // of the next session
  std::unique_ptr<Session> session_;
};

// Sessions whose results are kept until the edge, which takes none, has them.
class KeepingSessionTest : public SessionTest {
 protected:
  void Keep(uint64_t max_bytes = uint64_t{1} << 20) {
    const OutboxOptions options{.spool = {.path = folder_ / "spool.sqlite", .max_bytes = max_bytes},
                                .interval = std::chrono::hours(1)};
    outbox_ = Outbox::Open(options, std::make_unique<FakeEdge>(script_, nullptr)).value();
  }

  storage::SpoolCounts counts() { return session_->outbox()->counts(); }

  const ScratchFolder folder_;
};

TEST_F(KeepingSessionTest, ResultsThatTheEdgeDoesNotRecordAreKept) {
  Keep();
  ASSERT_TRUE(Create(1).ok());
  EXPECT_EQ(Infer().spool_failure, "");
  EXPECT_EQ(counts().results, 1U);
  script_.records = true;
  EXPECT_EQ(Infer().source, InferenceSource::kSplit);
  EXPECT_EQ(counts().results, 1U) << "the edge has this one";
  script_.is_away = true;
  EXPECT_NE(Infer().edge_failure, "");
  EXPECT_EQ(counts().results, 2U);
}

TEST_F(KeepingSessionTest, LayerTimesOfALostEdgeAreKept) {
  Keep();
  script_.is_away = true;
  ASSERT_TRUE(Create().ok());
  EXPECT_TRUE(InferUntil([this](const Inference&) { return counts().measurements >= 2; }));
}

TEST_F(KeepingSessionTest, AFullSpoolIsToldWithEachInferenceAndHoldsUpNone) {
  Keep(1);
  script_.is_away = true;
  ASSERT_TRUE(Create().ok());
  EXPECT_THAT(Infer().spool_failure, HasSubstr("spool.max_bytes"));
  EXPECT_THAT(Infer().spool_failure, HasSubstr("spool.max_bytes"));
  EXPECT_EQ(counts().refused_results, 2U);
}

TEST_F(SessionTest, EverySplitGivesTheSameResult) {
  for (uint32_t split = 0; split <= kLayers; ++split) {
    ASSERT_TRUE(Create(split).ok());
    const Inference inference = Infer();
    EXPECT_EQ(inference.split, split);
    EXPECT_EQ(inference.source, split == 0         ? InferenceSource::kEdge
                                : split == kLayers ? InferenceSource::kDevice
                                                   : InferenceSource::kSplit);
    EXPECT_EQ(inference.edge_failure, "");
  }
}

TEST_F(SessionTest, TimesAddUp) {
  ASSERT_TRUE(Create(1).ok());
  const Inference inference = Infer();
  EXPECT_EQ(inference.edge_time, milliseconds(3));
  EXPECT_EQ(inference.network_time, milliseconds(2));
  EXPECT_EQ(inference.bytes_sent, 100U);
  EXPECT_GT(inference.device_time, Duration::zero());
}

TEST_F(SessionTest, WaitsAsLongAsTheEdgeLetsItExpect) {
  ASSERT_TRUE(Create().ok());
  script_.next_wait_us = 200'000;
  Infer();
  EXPECT_EQ(script_.last_limit, std::nullopt) << "nothing was expected yet";
  Infer();
  EXPECT_EQ(script_.last_limit, milliseconds(400));
}

TEST_F(SessionTest, WaitsAsLongAsItNeedsToFinishAlone) {
  SteppingClock clock;
  session_clock_ = &clock;
  script_.next_wait_us = 200'000;
  for (const double factor : {0.0, 1.0}) {
    clock.step = 1'000'000'000;  // what each layer takes
    deadline_alone_factor_ = factor;
    ASSERT_TRUE(Create().ok());
    Infer();
    Infer();
    if (factor == 0) {
      EXPECT_EQ(script_.last_limit, milliseconds(400));
    } else {
      EXPECT_GE(script_.last_limit, std::chrono::seconds(kLayers));
    }
  }
}

TEST_F(SessionTest, AShortWaitIsNotCutShort) {
  ASSERT_TRUE(Create().ok());
  script_.next_wait_us = 10;
  Infer();
  Infer();
  EXPECT_EQ(script_.last_limit, milliseconds(100));
}

TEST_F(SessionTest, TimesItsFirstLayerWhileItWaits) {
  ASSERT_TRUE(Create().ok());
  script_.next_wait_us = 60e6;
  for (int i = 0; i < 4; ++i) Infer();
  EXPECT_EQ(script_.idle_times, 2U) << "not before a wait was expected, and told with the inference after";
}

TEST_F(SessionTest, DoesNotTimeLayersThatOutlastTheWait) {
  const DelayOptions delay{.enabled = true, .type = DelayKind::kStatic, .mean = milliseconds(2)};
  ASSERT_TRUE(Create(std::nullopt, delay).ok());
  script_.next_wait_us = 100;
  for (int i = 0; i < 4; ++i) Infer();
  EXPECT_EQ(script_.idle_times, 0U);
}

TEST_F(SessionTest, ALostAnswerIsFollowedByALookAtTheLink) {
  ASSERT_TRUE(Create().ok());
  script_.drops_outputs = true;
  EXPECT_NE(Infer().edge_failure, "");
  script_.drops_outputs = false;
  EXPECT_TRUE(InferUntil([](const Inference& inference) { return inference.source == InferenceSource::kEdge; }));
  EXPECT_EQ(script_.link_reports, 1);
  EXPECT_EQ(script_.registrations, 1) << "the edge was there all the time";
}

TEST_F(SessionTest, SimulatedComputationCountsAsTimeOfTheLayers) {
  const DelayOptions delay{.enabled = true, .type = DelayKind::kStatic, .mean = milliseconds(2)};
  ASSERT_TRUE(Create(2, delay).ok());
  EXPECT_GE(Infer().device_time, milliseconds(4));
}

TEST_F(SessionTest, TheAnswerCarriesTheNextSplit) {
  script_.next_split = 1;
  ASSERT_TRUE(Create().ok());
  script_.next_split = 2;
  EXPECT_EQ(Infer().split, 1U);
  script_.next_split = 0;
  EXPECT_EQ(Infer().split, 2U);
  EXPECT_EQ(Infer().split, 0U);
}

TEST_F(SessionTest, LayersThatCannotRunHereDoNoHarm) {
  script_.next_split = 2;
  script_.next_layers = {0, 2};  // layer 2 reads what layer 1 makes
  ASSERT_TRUE(Create().ok());
  const Inference inference = Infer();
  EXPECT_EQ(inference.split, kLayers);
  EXPECT_EQ(inference.source, InferenceSource::kDevice);
  EXPECT_TRUE(inference.layers.empty());
}

TEST_F(SessionTest, LayersThatAreASplitRunAsOne) {
  script_.next_split = 2;
  script_.next_layers = {0, 1};
  ASSERT_TRUE(Create().ok());
  const Inference inference = Infer();
  EXPECT_EQ(inference.split, 2U);
  EXPECT_EQ(inference.source, InferenceSource::kSplit);
  EXPECT_TRUE(inference.layers.empty());
}

TEST_F(SessionTest, AForcedLocalInferenceIsOneInferenceLong) {
  script_.next_split = 1;
  ASSERT_TRUE(Create(std::nullopt, {}, std::chrono::hours(1)).ok());
  script_.forces = true;
  EXPECT_EQ(Infer().message, "");
  script_.forces = false;
  script_.next_split = 2;
  const Inference forced = Infer();
  EXPECT_EQ(forced.split, kLayers);
  EXPECT_EQ(forced.source, InferenceSource::kDevice);
  EXPECT_EQ(forced.message, "Local inference mode");
  EXPECT_LT(Infer().split, kLayers) << "it waits for nobody";
  EXPECT_TRUE(InferUntil([&](const Inference&) { return script_.reports == 1; })) << "it is reported at once";
  EXPECT_EQ(script_.probes, 0) << "inferences measure the link";
  EXPECT_EQ(Infer().split, 2U);
}

TEST_F(SessionTest, ARequestCarriesTheExchangeBefore) {
  ASSERT_TRUE(Create(1).ok());
  Infer();
  EXPECT_FALSE(script_.last_link.has_value());
  Infer();
  EXPECT_EQ(script_.last_link, (protocol::LinkSample{2000, 100, 0}));  // round trip less the edge's time
  script_.is_away = true;
  Infer();
  script_.is_away = false;
  ASSERT_TRUE(InferUntil([](const Inference& i) { return i.source == InferenceSource::kSplit; }));
  EXPECT_FALSE(script_.last_link.has_value());
}

TEST_F(SessionTest, IdsAreUnique) {
  ASSERT_TRUE(Create().ok());
  const std::string first = Infer().id;
  EXPECT_NE(first, Infer().id);
  EXPECT_THAT(first, HasSubstr("d-"));
}

TEST_F(SessionTest, FinishesAloneWhenTheEdgeFails) {
  for (uint32_t split = 0; split < kLayers; ++split) {
    script_.is_away = false;
    ASSERT_TRUE(Create(split).ok());
    ASSERT_NE(Infer().source, InferenceSource::kDevice);
    script_.is_away = true;
    const Inference alone = Infer();
    EXPECT_EQ(alone.source, InferenceSource::kDevice);
    EXPECT_EQ(alone.split, split);
    EXPECT_EQ(alone.edge_failure, "the edge is away");
    const Inference next = Infer();  // does not ask again before the edge is back
    EXPECT_EQ(next.split, kLayers);
    EXPECT_EQ(next.edge_failure, "");
    session_.reset();
  }
}

TEST_F(SessionTest, SplitsAgainWhenTheEdgeIsBack) {
  script_.next_split = 1;
  ASSERT_TRUE(Create().ok());
  script_.is_away = true;
  ASSERT_TRUE(InferUntil([](const Inference& i) { return i.split == kLayers; }));
  script_.is_away = false;
  EXPECT_TRUE(InferUntil([](const Inference& i) { return i.split == 1; }));
  EXPECT_GE(script_.registrations + script_.link_reports, 2) << "it was looked for";
}

TEST_F(SessionTest, StartsWithoutTheEdge) {
  script_.is_away = true;
  script_.next_split = 1;
  ASSERT_TRUE(Create().ok());
  EXPECT_EQ(Infer().source, InferenceSource::kDevice);
  script_.is_away = false;
  EXPECT_TRUE(InferUntil([](const Inference& i) { return i.source == InferenceSource::kSplit; }));
}

TEST_F(SessionTest, ReportsWhileAllRunsHere) {
  script_.next_split = kLayers;
  ASSERT_TRUE(Create().ok());
  ASSERT_TRUE(InferUntil([&](const Inference&) { return script_.reports > 0; }));
  EXPECT_EQ(script_.inferences, 0);
  script_.next_split = 1;
  EXPECT_TRUE(InferUntil([](const Inference& i) { return i.split == 1; }));
}

TEST_F(SessionTest, AChangeOfThisDevicesSpeedIsReportedAtOnce) {
  SteppingClock clock;
  session_clock_ = &clock;
  script_.next_split = kLayers;
  ASSERT_TRUE(Create(std::nullopt, {}, std::chrono::hours(1)).ok());
  for (int i = 0; i < 10; ++i) Infer();
  EXPECT_EQ(script_.reports, 0) << "steady times can wait";
  clock.step = 5'000'000;
  script_.is_held_up = true;
  for (int i = 0; i < 20; ++i) Infer();  // meanwhile the times are steady again
  script_.is_held_up = false;
  script_.is_held_up.notify_all();
  EXPECT_TRUE(InferUntil([&](const Inference&) { return script_.unstable_layers > 0 && script_.reported_us > 4999; }));
  EXPECT_EQ(script_.unstable_layers, static_cast<int>(kLayers));
  session_.reset();
}

TEST_F(SessionTest, RegistersAgainWhenForgotten) {
  script_.next_split = 1;
  ASSERT_TRUE(Create().ok());
  script_.forgets = true;
  EXPECT_TRUE(InferUntil([&](const Inference&) { return script_.registrations >= 2; }));
}

TEST_F(SessionTest, AnAnswerWithoutOutputsIsMadeGood) {
  script_.next_split = 1;
  ASSERT_TRUE(Create().ok());
  script_.drops_outputs = true;
  const Inference inference = Infer();
  EXPECT_EQ(inference.source, InferenceSource::kDevice);
  EXPECT_THAT(inference.edge_failure, HasSubstr("no output"));
}

TEST_F(SessionTest, BadInputsAreNamed) {
  ASSERT_TRUE(Create().ok());
  const Bytes short_input = Floats({1, 2});
  const Bytes not_finite = Floats({1, 2, NAN, 4});
  EXPECT_THAT(session_->Infer({}).error().message, HasSubstr("0 inputs given"));
  EXPECT_THAT(session_->Infer(std::vector<ByteView>{short_input}).error().message, HasSubstr("8 bytes"));
  EXPECT_FALSE(session_->Infer(std::vector<ByteView>{not_finite}).ok());
}

TEST_F(SessionTest, ASplitBeyondTheModelIsRefused) {
  const Status refused = Create(4);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("split 4 is out of range 0..3"));
}

}  // namespace
}  // namespace sciot::device
