#include "decision/state.h"

#include <gtest/gtest.h>

#include <array>

namespace sciot::decision {
namespace {

TEST(StateTest, IsZeroAtFirst) {
  const std::array<uint64_t, State::kBytes / 8> zeros{};
  EXPECT_EQ((State{}.Load<std::array<uint64_t, State::kBytes / 8>>()), zeros);
}

TEST(StateTest, GivesBackWhatWasStored) {
  struct Memory {
    double value;
    uint64_t count;
  };
  State state;
  state.Store(Memory{2.5, 7});
  const State copy = state;
  state.Store(Memory{0, 0});
  EXPECT_EQ(copy.Load<Memory>().value, 2.5);
  EXPECT_EQ(copy.Load<Memory>().count, 7U);
}

}  // namespace
}  // namespace sciot::decision
