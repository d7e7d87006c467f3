// A damaged model is refused, or runs; it never harms.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "base/file.h"
#include "engine/engine.h"
#include "model/model.h"

namespace sciot {
namespace {

constexpr const char* kModel = SCIOT_SOURCE_DIR "/models/fomo_digits.tflite";
constexpr int kFlips = 10'000;

// A flipped bit of a shape must not make a test need the memory of a large model.
constexpr model::Limits kLimits{.max_activation_bytes = 1 << 26};

// Whether the bytes make a model; if so it has run.
bool LoadsAndRuns(ByteView bytes) {
  const auto model = model::LoadModelBytes(bytes, kLimits);
  if (!model.ok()) {
    EXPECT_FALSE(model.error().message.empty());
    return false;
  }
  const SteadyClock clock;
  const auto engine = engine::Engine::Create({model.value(), &model.value()->graph()}, {}, clock);
  if (!engine.ok()) return false;
  std::vector<Duration> times(model.value()->layer_count());
  return engine.value()->Run(0, times.size(), times).ok();
}

TEST(HostileModelTest, EveryPrefixIsRefused) {
  const Bytes file = ReadFile(kModel, size_t{1} << 24).value();
  for (size_t size = 0; size < file.size(); ++size) {
    ASSERT_FALSE(model::LoadModelBytes(ByteView(file).first(size), kLimits).ok()) << size << " bytes";
  }
}

TEST(HostileModelTest, RandomFlipsNeverHarm) {
  const Bytes file = ReadFile(kModel, size_t{1} << 24).value();
  std::mt19937_64 random(1);
  int running = 0;
  for (int i = 0; i < kFlips; ++i) {
    Bytes damaged = file;
    damaged[random() % damaged.size()] ^= static_cast<std::byte>(1U << (random() % 8));
    running += LoadsAndRuns(damaged) ? 1 : 0;
  }
  EXPECT_GT(running, 0);  // most bits are weights
  EXPECT_LT(running, kFlips);
}

// Where the structure is, flips hit it.
TEST(HostileModelTest, RandomBytesInTheStructureNeverHarm) {
  const Bytes file = ReadFile(kModel, size_t{1} << 24).value();
  std::mt19937_64 random(2);
  for (int i = 0; i < kFlips; ++i) {
    Bytes damaged = file;
    const size_t structure = std::min<size_t>(damaged.size(), 8192);
    for (int change = 0; change < 3; ++change) {
      const bool at_end = random() % 2 == 0;
      const size_t offset = random() % structure;
      damaged[at_end ? damaged.size() - 1 - offset : offset] = static_cast<std::byte>(random());
    }
    LoadsAndRuns(damaged);
  }
}

// What fuzzers have found, and where they start from.
TEST(HostileModelTest, NoSeedHarms) {
  int seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SCIOT_SOURCE_DIR "/fuzz/corpus/fuzz_engine_run")) {
    LoadsAndRuns(ReadFile(entry.path(), size_t{1} << 20).value());
    ++seeds;
  }
  EXPECT_GE(seeds, 5);
}

}  // namespace
}  // namespace sciot
