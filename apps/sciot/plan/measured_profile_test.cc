#include "measured_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "../../io/json_text.h"
#include "base/testing/scratch_folder.h"
#include "testing/digits_model.h"

namespace sciot::app {
namespace {

using ::testing::HasSubstr;

class MeasuredProfileTest : public testing::Test {
 protected:
  Result<MeasuredProfile> Read(const std::string& text) {
    const auto path = folder_ / "profile.json";
    std::ofstream(path) << text;
    return ReadMeasuredProfile(path, *model_);
  }

  std::string Fault(const Json& document) {
    const auto profile = Read(document.dump());
    return profile.ok() ? "accepted" : profile.error().message;
  }

  Json Machine() const {
    Json layers = Json::array();
    for (size_t i = 0; i < model_->layer_count(); ++i) layers.push_back({{"index", i}, {"median_us", 2.5}});
    return {{"sha256", model_->sha256()}, {"layers", layers}};
  }

  Json Export() const {
    const std::vector<double> device(model_->layer_count(), 1000);
    const std::vector<double> edge(model_->layer_count(), 10);
    return {{"model_sha256", model_->sha256()},
            {"queue_us", 50},
            {"link", {{"rtt_us", 4000}, {"uplink_bytes_per_second", 1e6}, {"downlink_bytes_per_second", 2e6}}},
            {"device_layers", {{"us", device}}},
            {"edge_layers", {{"us", edge}}}};
  }

  const ScratchFolder folder_;
  std::unique_ptr<const edge::HostedModel> model_ = DigitsModel();
};

TEST_F(MeasuredProfileTest, ReadsWhatRunWrites) {
  const auto profile = Read(Machine().dump());
  ASSERT_TRUE(profile.ok()) << profile.error().message;
  ASSERT_EQ(profile.value().machine_seconds.size(), model_->layer_count());
  EXPECT_DOUBLE_EQ(profile.value().machine_seconds[3], 2.5e-6);
  EXPECT_FALSE(profile.value().link.has_value());
}

TEST_F(MeasuredProfileTest, ReadsWhatAnEdgeExports) {
  const auto profile = Read(Export().dump());
  ASSERT_TRUE(profile.ok()) << profile.error().message;
  EXPECT_DOUBLE_EQ(profile.value().device_seconds[0], 1e-3);
  EXPECT_DOUBLE_EQ(profile.value().edge_seconds[24], 1e-5);
  EXPECT_EQ(profile.value().link->rtt, std::chrono::milliseconds(4));
  EXPECT_EQ(profile.value().link->uplink_bytes_per_second, 1e6);
  EXPECT_EQ(profile.value().link->downlink_bytes_per_second, 2e6);
  EXPECT_DOUBLE_EQ(profile.value().queue_seconds, 5e-5);
}

TEST_F(MeasuredProfileTest, RefusesAnotherModel) {
  Json machine = Machine();
  machine["sha256"] = "00";
  EXPECT_THAT(Fault(machine), HasSubstr("SHA-256 00, not of " + model_->sha256()));
  machine = Machine();
  machine["layers"].erase(24);
  EXPECT_THAT(Fault(machine), HasSubstr("times of 24 layers, the model has 25"));
  Json exported = Export();
  exported["edge_layers"]["us"].push_back(1);
  EXPECT_THAT(Fault(exported), HasSubstr("times of 26 layers"));
}

TEST_F(MeasuredProfileTest, RefusesNonsense) {
  EXPECT_THAT(Read("{").error().message, HasSubstr("not JSON"));
  EXPECT_THAT(Fault(Json::array()), HasSubstr("neither"));
  EXPECT_THAT(Fault({{"sha256", 3}, {"layers", Json::array()}}), HasSubstr("neither"));
  Json machine = Machine();
  machine["layers"][3]["median_us"] = -1;
  EXPECT_THAT(Fault(machine), HasSubstr("layers[3].median_us is -1"));
  machine["layers"][3]["median_us"] = 4e9;
  EXPECT_THAT(Fault(machine), HasSubstr("between 0 and an hour"));
  machine["layers"][3] = "x";
  EXPECT_THAT(Fault(machine), HasSubstr("layers[3] has the index null"));
  machine = Machine();
  machine["layers"][0]["index"] = 5;
  EXPECT_THAT(Fault(machine), HasSubstr("profile all layers"));
  Json exported = Export();
  exported["link"]["uplink_bytes_per_second"] = 0;
  EXPECT_THAT(Fault(exported), HasSubstr("uplink_bytes_per_second"));
  exported = Export();
  exported["device_layers"] = 3;
  EXPECT_THAT(Fault(exported), HasSubstr("device_layers.us"));
}

// A file may end anywhere.
TEST_F(MeasuredProfileTest, RefusesEveryPartOfAFile) {
  const std::string text = Export().dump();
  for (size_t end = 0; end < text.size(); end += 7) EXPECT_FALSE(Read(text.substr(0, end)).ok()) << end;
}

}  // namespace
}  // namespace sciot::app
