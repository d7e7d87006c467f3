#include "profile/ema.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace sciot::profile {
namespace {

TEST(EmaTest, FirstSampleIsTakenWhole) {
  Ema ema(0.2);
  EXPECT_FALSE(ema.value().has_value());
  EXPECT_DOUBLE_EQ(ema.Update(10), 10);
  EXPECT_DOUBLE_EQ(ema.Update(20), 12);
  EXPECT_DOUBLE_EQ(ema.value().value(), 12);
}

TEST(EmaTest, RestartForgets) {
  Ema ema(0.5);
  ema.Update(1000);
  ema.Restart(2);
  EXPECT_DOUBLE_EQ(ema.Update(4), 3);
}

TEST(EmaTest, AgreesWithTheGuide) {
  const std::filesystem::path shared = std::filesystem::path(SCIOT_SOURCE_DIR) / "../shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the golden vectors are not in " << shared;
  std::ifstream stream(shared / "golden/ema.json");
  ASSERT_TRUE(stream) << shared / "golden/ema.json";
  const auto cases = nlohmann::json::parse(stream);
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    Ema ema(one.at("alpha").get<double>());
    const auto inputs = one.at("inputs").get<std::vector<double>>();
    const auto outputs = one.at("outputs").get<std::vector<double>>();
    ASSERT_EQ(inputs.size(), outputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) EXPECT_NEAR(ema.Update(inputs[i]), outputs[i], 1e-12) << i;
  }
}

}  // namespace
}  // namespace sciot::profile
