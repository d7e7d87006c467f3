#include "protocol/metadata.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

constexpr const char* kServer = R"({"extensions":["binary_tensor_data"],"name":"sciot","version":"0.1.0"})";
constexpr const char* kModel =
    R"({"inputs":[{"datatype":"FP32","name":"image","shape":[1,96,96,3]}],"name":"fomo",)"
    R"("outputs":[{"datatype":"FP32","name":"grid","shape":[1,12,12,11]}],"platform":"sciot_tflite","versions":["1"]})";
constexpr const char* kIndex = R"([{"name":"fomo","reason":"","state":"READY","version":"1"}])";

TEST(MetadataTest, GoldenMessagesRoundTrip) {
  const ServerMetadata server{"sciot", "0.1.0", {"binary_tensor_data"}};
  EXPECT_EQ(EncodeServerMetadata(server), kServer);
  EXPECT_EQ(DecodeServerMetadata(AsBytes(kServer)).value(), server);

  ModelMetadata model;
  model.name = "fomo";
  model.inputs = {{"image", DataType::kFloat32, {1, 96, 96, 3}}};
  model.outputs = {{"grid", DataType::kFloat32, {1, 12, 12, 11}}};
  EXPECT_EQ(EncodeModelMetadata(model), kModel);
  EXPECT_EQ(DecodeModelMetadata(AsBytes(kModel)).value(), model);

  const std::vector<RepositoryEntry> index = {{.name = "fomo"}};
  EXPECT_EQ(EncodeRepositoryIndex(index), kIndex);
  EXPECT_EQ(DecodeRepositoryIndex(AsBytes(kIndex)).value(), index);
}

TEST(MetadataTest, AnEmptyIndexIsAnArray) {
  EXPECT_EQ(EncodeRepositoryIndex({}), "[]");
}

TEST(MetadataTest, GoldenMessagesCutAtAnyByteAreErrors) {
  const auto cut_everywhere = [](std::string_view golden, auto decode) {
    for (size_t size = 0; size < golden.size(); ++size) {
      EXPECT_FALSE(decode(AsBytes(golden.substr(0, size)), Limits{}).ok()) << size;
    }
  };
  cut_everywhere(kServer, DecodeServerMetadata);
  cut_everywhere(kModel, DecodeModelMetadata);
  cut_everywhere(kIndex, DecodeRepositoryIndex);
}

TEST(MetadataTest, WrongTypesAreNamed) {
  EXPECT_EQ(DecodeServerMetadata(AsBytes(R"({"name":"a","version":"b","extensions":[1]})")).error().message,
            "server metadata: 'extensions' holds 1, which is no string");
  EXPECT_EQ(DecodeModelMetadata(AsBytes(R"({"name":"a","versions":[],"platform":"p","inputs":[{"name":"x"}]})"))
                .error()
                .message,
            "tensor 'x': 'datatype' is missing");
  EXPECT_EQ(DecodeRepositoryIndex(AsBytes("{}")).error().message,
            "the repository index must be a JSON array, not an object");
}

TEST(MetadataTest, HealthBodiesAreJson) {
  EXPECT_EQ(EncodeLive(), R"({"live":true})");
  EXPECT_EQ(EncodeReady(), R"({"ready":true})");
  EXPECT_EQ(EncodeModelReady("fo\"mo"), R"({"name":"fo\"mo","ready":true})");
}

}  // namespace
}  // namespace sciot::protocol
