#include "protocol/openapi.h"

#include <gmock/gmock.h>

#include <array>
#include <nlohmann/json.hpp>

namespace sciot::protocol {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr std::array<Operation, 2> kOperations = {
    {{"GET", "/things/{thing}/parts/{part}", "part", "a <part>", "", "Live", "Error", "client_id"},
     {"POST", "/things/{thing}/parts/{part}", "makePart", "makes one", "GuideRequest", "GuideAnswer", "Detail"}}};

TEST(OpenApiTest, DescribesEachOperation) {
  const Json document = Json::parse(EncodeOpenApi("title", "1.2", kOperations));
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_EQ(document["info"]["version"], "1.2");
  const Json& path = document["paths"]["/things/{thing}/parts/{part}"];
  ASSERT_EQ(path["get"]["parameters"].size(), 3U);
  EXPECT_EQ(path["get"]["parameters"][1]["name"], "part");
  EXPECT_EQ(path["get"]["parameters"][2]["in"], "query");
  EXPECT_FALSE(path["get"].contains("requestBody"));
  EXPECT_EQ(path["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/GuideRequest");
  EXPECT_TRUE(path["post"]["responses"].contains("4XX"));
}

TEST(OpenApiTest, SchemasAreJson) {
  EXPECT_TRUE(Json::parse(OpenApiSchemas()).contains("GuideRequest"));
}

TEST(OpenApiTest, ThePageEscapesTexts) {
  const std::string page = EncodeApiPage(EncodeOpenApi("a & b", "1", kOperations));
  EXPECT_THAT(page, HasSubstr("a &amp; b"));
  EXPECT_THAT(page, HasSubstr("a &lt;part>"));
  EXPECT_THAT(page, HasSubstr("href=\"#GuideRequest\""));
}

}  // namespace
}  // namespace sciot::protocol
