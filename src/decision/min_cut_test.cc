#include "decision/min_cut.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace sciot::decision {
namespace {

// Layer 0 feeds two branches, 1 and 2, that layer 3 joins.
Dataflow Diamond() {
  return {{{1000, std::nullopt, {0}}, {1000, 0, {1, 2}}, {10, 1, {3}}, {1000, 2, {3}}}, {0, 0, 0, 10}};
}

bool IsClosed(const Dataflow& dataflow, const DeviceLayers& device) {
  for (const Dataflow::Tensor& tensor : dataflow.tensors) {
    for (const uint32_t reader : tensor.readers) {
      if (tensor.maker && device[reader] && !device[*tensor.maker]) return false;
    }
  }
  return true;
}

TEST(MinCutTest, PartsBranchesWhereNoOrderCan) {
  // Layer 1 only runs well on the device, layer 2 on the edge, and what layer 1 makes is small.
  const std::vector<double> device{1, 1, 90, 90};
  const std::vector<double> edge{50, 90, 1, 1};
  const PartitionCosts costs{.device = device, .edge = edge, .per_sent_byte = 0.001, .offloading = 1};
  const DeviceLayers best = MinCut(Diamond(), costs);
  EXPECT_EQ(best, (DeviceLayers{true, true, false, false}));
  EXPECT_DOUBLE_EQ(PartitionCost(Diamond(), costs, best), 1 + 1 + 1 + 1 + 1 + 1.010);

  // The same with the branches in the other order is no prefix.
  Dataflow swapped = Diamond();
  std::swap(swapped.tensors[2].bytes, swapped.tensors[3].bytes);
  const std::vector<double> device_swapped{1, 90, 1, 90};
  const std::vector<double> edge_swapped{50, 1, 90, 1};
  EXPECT_EQ(MinCut(swapped, {.device = device_swapped, .edge = edge_swapped, .per_sent_byte = 0.001, .offloading = 1}),
            (DeviceLayers{true, false, true, false}));
}

TEST(MinCutTest, ATensorWithSeveralReadersIsSentOnce) {
  EXPECT_EQ(SentBytes(Diamond(), {true, false, false, false}), 1000U);
  EXPECT_EQ(SentBytes(Diamond(), {true, true, false, false}), 1010U);
  const std::vector<double> device{1, 5, 5, 5};
  const std::vector<double> edge{9, 1, 1, 1};
  // 1 + 1000 * 0.012 + 3 is less than 16 only if it is paid once.
  EXPECT_EQ(MinCut(Diamond(), {.device = device, .edge = edge, .per_sent_byte = 0.0119}),
            (DeviceLayers{true, false, false, false}));
}

TEST(MinCutTest, OffloadingPaysItsPriceOnce) {
  const std::vector<double> device{2, 2, 2, 2};
  const std::vector<double> edge{1, 1, 1, 1};
  EXPECT_EQ(MinCut(Diamond(), {.device = device, .edge = edge, .offloading = 3.9}), DeviceLayers(4, false));
  EXPECT_EQ(MinCut(Diamond(), {.device = device, .edge = edge, .offloading = 4}), DeviceLayers(4, true));
}

TEST(MinCutTest, OutputsMadeAtTheEdgeTravelBack) {
  const std::vector<double> device{0, 0, 0, 2};
  const std::vector<double> edge{0, 0, 0, 1};
  const PartitionCosts cheap{.device = device, .edge = edge, .per_reply_byte = 0.09};
  EXPECT_FALSE(MinCut(Diamond(), cheap)[3]);
  const PartitionCosts dear{.device = device, .edge = edge, .per_reply_byte = 0.11};
  EXPECT_TRUE(MinCut(Diamond(), dear)[3]);
}

TEST(MinCutTest, LayersThatMustStayDo) {
  const std::vector<double> device{9, 9, 9, 9};
  const std::vector<double> edge{1, 1, 1, 1};
  EXPECT_EQ(MinCut(Diamond(), {.device = device, .edge = edge, .first_device_layers = 2}),
            (DeviceLayers{true, true, false, false}));
}

// A random graph: each layer makes one tensor, some of them are outputs; several readers are common.
class RandomGraphTest : public testing::TestWithParam<uint32_t> {
 protected:
  RandomGraphTest() : random_(GetParam()) {
    const size_t layers = 1 + random_() % 10;
    dataflow_.tensors.push_back({random_() % 3000, std::nullopt, {}});
    for (uint32_t layer = 0; layer < layers; ++layer) {
      dataflow_.tensors.push_back({random_() % 3000, layer, {}});
      dataflow_.reply_bytes.push_back(random_() % 4 == 0 ? random_() % 1000 : 0);
      device_.push_back(Cost(30));
      edge_.push_back(Cost(10));
    }
    for (uint32_t layer = 0; layer < layers; ++layer) {
      for (size_t made = 0; made <= layer; ++made) {
        if (random_() % 3 == 0 || made == layer) dataflow_.tensors[made].readers.push_back(layer);
      }
    }
    costs_ = {device_, edge_, Cost(0.01), Cost(0.01), Cost(20), random_() % 4 == 0 ? random_() % (layers + 1) : 0};
  }

  double Cost(double most) { return std::uniform_real_distribution(0.0, most)(random_); }

  bool IsAllowed(const DeviceLayers& device) const {
    return IsClosed(dataflow_, device) &&
           std::all_of(device.begin(), device.begin() + static_cast<std::ptrdiff_t>(costs_.first_device_layers),
                       [](bool on_device) { return on_device; });
  }

  // Tries them all.
  double LeastCost() const {
    double least = std::numeric_limits<double>::infinity();
    const size_t layers = dataflow_.layer_count();
    DeviceLayers device(layers);
    for (uint32_t set = 0; set < (1U << layers); ++set) {
      for (size_t i = 0; i < layers; ++i) device[i] = (set >> i) % 2 == 1;
      if (IsAllowed(device)) least = std::min(least, PartitionCost(dataflow_, costs_, device));
    }
    return least;
  }

  std::mt19937 random_;
  Dataflow dataflow_;
  std::vector<double> device_, edge_;
  PartitionCosts costs_;
};

TEST_P(RandomGraphTest, NoPartitionIsCheaper) {
  const DeviceLayers best = MinCut(dataflow_, costs_);
  EXPECT_TRUE(IsAllowed(best));
  EXPECT_NEAR(PartitionCost(dataflow_, costs_, best), LeastCost(), 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomGraphTest, testing::Range(1U, 201U));

}  // namespace
}  // namespace sciot::decision
