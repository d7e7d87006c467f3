#include "model/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/testing/scratch_folder.h"
#include "model/testing/residual_model.h"

namespace sciot::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DirectoryTest : public ::testing::Test {
 protected:
  void SplitResidualModel(const SplitOptions& options = {}) {
    const auto model = LoadModelBytes(testing::ResidualModel(), {}).value();
    ASSERT_TRUE(SplitToDirectory(*model, directory_, options).ok());
  }

  const ScratchFolder folder_;
  const std::filesystem::path directory_ = folder_ / "layers";
};

TEST_F(DirectoryTest, SplitAndJoinKeepLayersCutsAndOutputs) {
  SplitResidualModel();
  const auto joined = LoadModel(directory_, {});
  ASSERT_TRUE(joined.ok()) << joined.error().message;
  EXPECT_EQ(joined.value()->layer_count(), 3U);
  EXPECT_EQ(joined.value()->cuts()[2].tensors.size(), 2U);
  EXPECT_EQ(joined.value()->graph().outputs.size(), 2U);
  EXPECT_EQ(joined.value()->graph().layers[1].name, "MUL");
}

TEST_F(DirectoryTest, JoiningIsDeterministic) {
  SplitResidualModel();
  EXPECT_EQ(JoinDirectory(directory_, {}).value(), JoinDirectory(directory_, {}).value());
}

TEST_F(DirectoryTest, ALayerOfSeveralOperatorsStaysOneLayer) {
  SplitResidualModel();
  // The whole model as the only file of another directory: one layer of three operators.
  const auto parent = directory_ / "whole";
  ASSERT_TRUE(MakeDirectory(parent).ok());
  ASSERT_TRUE(WriteFile(parent / "model_0.tflite", testing::ResidualModel()).ok());
  const auto joined = LoadModel(parent, {});
  ASSERT_TRUE(joined.ok()) << joined.error().message;
  EXPECT_EQ(joined.value()->layer_count(), 1U);
  EXPECT_EQ(joined.value()->graph().layers[0].name, "RELU+MUL+ADD");
  ASSERT_TRUE(SplitToDirectory(*joined.value(), directory_ / "again", {}).ok());
  EXPECT_EQ(LoadModel(directory_ / "again", {}).value()->layer_count(), 1U);
}

TEST_F(DirectoryTest, CHeadersHoldTheFiles) {
  SplitResidualModel({.c_headers = true});
  const std::string header = ReadTextFile(directory_ / "model_1.h", 1 << 20).value();
  EXPECT_THAT(header, HasSubstr("sciot_model_1_size = " +
                                std::to_string(std::filesystem::file_size(directory_ / "model_1.tflite"))));
}

TEST_F(DirectoryTest, AGapIsNamed) {
  SplitResidualModel();
  std::filesystem::remove(directory_ / "wiring.json");
  std::filesystem::remove(directory_ / "model_1.tflite");
  EXPECT_THAT(LoadModel(directory_, {}).error().message, HasSubstr("model_1.tflite is missing"));
}

TEST_F(DirectoryTest, AWiredFileThatIsMissingIsNamed) {
  SplitResidualModel();
  std::filesystem::remove(directory_ / "model_2.tflite");
  EXPECT_THAT(LoadModel(directory_, {}).error().message, HasSubstr("model_2.tflite"));
}

TEST_F(DirectoryTest, InputsThatDoNotFitAreNamed) {
  SplitResidualModel();
  std::filesystem::remove(directory_ / "wiring.json");  // a chain: the ADD now gets one input
  EXPECT_THAT(LoadModel(directory_, {}).error().message, HasSubstr("model_2.tflite: takes 2 inputs, 1 are wired"));
}

TEST_F(DirectoryTest, AnEmptyDirectoryIsRefused) {
  ASSERT_TRUE(MakeDirectory(directory_).ok());
  EXPECT_THAT(LoadModel(directory_, {}).error().message, HasSubstr("holds neither"));
}

TEST_F(DirectoryTest, TheReferenceDirectoryJoins) {
  const auto reference = std::filesystem::path(SCIOT_SOURCE_DIR).parent_path() / "shared/reference/fomo59";
  if (!std::filesystem::exists(reference)) GTEST_SKIP() << "no reference data at " << reference;
  const auto model = LoadModel(reference, {});
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model.value()->layer_count(), 59U);
  EXPECT_EQ(model.value()->graph().layers[1].name, "MUL+ADD");
  EXPECT_EQ(model.value()->cuts()[20].tensors.size(), 2U);
}

}  // namespace
}  // namespace sciot::model
