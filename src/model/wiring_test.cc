#include "model/wiring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sciot::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(WiringTest, ReadsTheOlderForm) {
  const auto wiring =
      ParseWiring(R"({"layers": 3, "file": "submodel_{i}.tflite", "default": "a chain", "second_inputs": {"2": 0}})");
  ASSERT_TRUE(wiring.ok()) << wiring.error().message;
  EXPECT_EQ(wiring.value().FileName(2), "submodel_2.tflite");
  EXPECT_TRUE(wiring.value().inputs[1].empty());
  EXPECT_THAT(wiring.value().inputs[2], ElementsAre(Endpoint{1, 0}, Endpoint{0, 0}));
}

TEST(WiringTest, OurFormRoundTrips) {
  Wiring wiring{2, "model_{i}.tflite", {{{-1, 0}}, {{0, 1}, {-1, 1}}}, {{1, 0}, {0, 0}}};
  const auto parsed = ParseWiring(EncodeWiring(wiring));
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed.value().inputs, wiring.inputs);
  EXPECT_EQ(parsed.value().outputs, wiring.outputs);
}

struct BadWiring {
  const char* json;
  const char* message;
};

class BadWiringTest : public ::testing::TestWithParam<BadWiring> {};

TEST_P(BadWiringTest, IsRefused) {
  const auto wiring = ParseWiring(GetParam().json);
  ASSERT_FALSE(wiring.ok());
  EXPECT_THAT(wiring.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadWiringTest,
    ::testing::Values(BadWiring{"[", "not a JSON object"}, BadWiring{"{}", "'layers' is not a number"},
                      BadWiring{R"({"layers": 0, "file": "m_{i}"})", "'layers' is 0"},
                      BadWiring{R"({"layers": 1, "file": "m"})", "expected a file name with {i}"},
                      BadWiring{R"({"layers": 1, "file": "../{i}"})", "expected a file name with {i}"},
                      BadWiring{R"({"layers": 1, "file": "{i}", "input": {}})", "unknown key 'input'"},
                      BadWiring{R"({"layers": 2, "file": "{i}", "inputs": {"2": [[0, 0]]}})", "layer '2' is not among"},
                      BadWiring{R"({"layers": 2, "file": "{i}", "inputs": {"0": [[0, 0]]}})", "an earlier layer"},
                      BadWiring{R"({"layers": 2, "file": "{i}", "inputs": {"1": [[-2, 0]]}})", "an earlier layer"},
                      BadWiring{R"({"layers": 2, "file": "{i}", "inputs": {"1": [0]}})", "is not a pair"},
                      BadWiring{R"({"layers": 2, "file": "{i}", "second_inputs": {"1": 5}})", "an earlier layer"},
                      BadWiring{R"({"layers": 2, "file": "{i}", "outputs": 3})", "is not a list"}));

}  // namespace
}  // namespace sciot::model
