#include "edge/model_cache.h"

#include <gmock/gmock.h>

#include <thread>

#include "edge/testing/residual_edge.h"
#include "model/testing/model_builder.h"

namespace sciot::edge {
namespace {

using ::testing::HasSubstr;

class ModelCacheTest : public ::testing::Test {
 protected:
  ModelCacheTest() : options_(testing::ResidualEdge()) { options_.model_cache.max_size = 2; }

  std::unique_ptr<const HostedModel> Host(const std::string& name) const {
    return HostedModel::Load({name, options_.models[0].path}, {}).value();
  }

  EdgeOptions options_;
  SteadyClock clock_;
};

TEST_F(ModelCacheTest, TheLeastRecentlyUsedModelGoes) {
  ModelCache cache(options_, clock_);
  const auto a = Host("a"), b = Host("b"), c = Host("c");
  for (const auto& model : {&a, &b, &a, &c, &a, &b}) ASSERT_TRUE(cache.Get(**model).ok());
  EXPECT_EQ(cache.counts(), (CacheCounts{.hits = 2, .misses = 4, .evictions = 2}));
  EXPECT_EQ(cache.size(), 2U);
}

TEST_F(ModelCacheTest, ModelsAreBoundedByTheirBytesToo) {
  options_.model_cache.max_bytes = 2 * HostedModel::Load(options_.models[0], {}).value()->layer_count();
  ModelCache cache(options_, clock_);
  ASSERT_TRUE(cache.Get(*Host("a")).ok());
  ASSERT_TRUE(cache.Get(*Host("b")).ok());
  EXPECT_EQ(cache.size(), 1U);
}

TEST_F(ModelCacheTest, ARunOnAModelThatHasGoneEnds) {
  options_.model_cache.max_size = 1;
  ModelCache cache(options_, clock_);
  const auto used = cache.Get(*Host("a")).value();
  const EnginePool::Lease engine = used->engines().Take().value();
  ASSERT_TRUE(cache.Get(*Host("b")).ok());
  EXPECT_EQ(used.use_count(), 1);  // only here
  std::vector<Duration> times(3);
  EXPECT_TRUE(engine->Run(0, 3, times).ok());
}

TEST_F(ModelCacheTest, ThoseWhoAskAtTheSameTimeShareOneLoad) {
  ModelCache cache(options_, clock_);
  const auto hosted = Host("a");
  std::vector<std::shared_ptr<LoadedModel>> got(8);
  {
    std::vector<std::jthread> threads;
    for (auto& loaded : got) threads.emplace_back([&] { loaded = cache.Get(*hosted).value(); });
  }
  for (const auto& loaded : got) EXPECT_EQ(loaded, got[0]);
  EXPECT_EQ(cache.counts().evictions, 0U);
}

TEST_F(ModelCacheTest, AFileThatChangedIsNotServed) {
  ModelCache cache(options_, clock_);
  const auto hosted = Host("a");
  model::testing::ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 4});
  const int32_t y = builder.AddFloats({1, 4});
  builder.AddOperator(model::tflite::BuiltinOperator::RELU, {x}, {y});
  builder.SetInputs({x});
  builder.SetOutputs({y});
  ASSERT_TRUE(WriteFile(options_.models[0].path, builder.Serialize()).ok());
  const Error error = cache.Get(*hosted).error();
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("its file has changed, from SHA-256 " + hosted->sha256()));
}

TEST(LoadedModelTest, RangesKeptFoldedAreCounted) {
  const SteadyClock clock;
  EdgeOptions options;
  options.engine.fused = engine::Fused::kAuto;
  options.engine.fused_ranges = 1;
  LoadedModel loaded(model::LoadModelBytes(model::testing::ResidualModel(), {}).value(), options, clock);
  std::vector<Duration> times(3);
  for (const size_t first : {0U, 0U, 1U, 0U}) {
    const EnginePool::Lease engine = loaded.engines().Take().value();
    ASSERT_TRUE(engine->Run(first, 3, std::span(times).subspan(first)).ok());
  }
  EXPECT_EQ(loaded.fused_ranges(), (CacheCounts{.hits = 1, .misses = 3, .evictions = 2}));
}

TEST(LoadedModelTest, OrdersOfTheLayersAreKept) {
  const SteadyClock clock;
  EdgeOptions options;
  options.model_cache.max_orders = 1;
  LoadedModel loaded(model::LoadModel(SCIOT_SOURCE_DIR "/tests/data/classifier.tflite", {}).value(), options, clock);
  const std::vector<uint32_t> one{0, 1, 3}, other{0, 1, 3, 4};
  const auto kept = loaded.Reordered(one).value();
  EXPECT_EQ(loaded.Reordered(one).value(), kept);
  EXPECT_NE(loaded.Reordered(other).value(), kept);
  EXPECT_FALSE(loaded.Reordered({0, 2}).ok());
  EXPECT_EQ(loaded.layer_orders(), (CacheCounts{.hits = 1, .misses = 3, .evictions = 1}));
  EXPECT_EQ(kept.use_count(), 1);
}

TEST(EnginePoolTest, AnEngineComesBackAndIsLentAgain) {
  const SteadyClock clock;
  const EdgeOptions options;
  const auto model = model::LoadModelBytes(model::testing::ResidualModel(), {}).value();
  EnginePool pool({model, &model->graph()}, options, clock);
  engine::Engine* first = nullptr;
  {
    const EnginePool::Lease one = pool.Take().value();
    const EnginePool::Lease two = pool.Take().value();
    EXPECT_NE(one.get(), two.get());
    first = one.get();
  }
  EXPECT_EQ(pool.Take().value().get(), first);
}

}  // namespace
}  // namespace sciot::edge
