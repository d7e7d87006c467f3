#include "protocol/layer_list.h"

#include <gmock/gmock.h>

namespace sciot::protocol {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LayerListTest, NeighboursAreWrittenAsRanges) {
  EXPECT_EQ(FormatLayerList(std::vector<uint32_t>{0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
  EXPECT_EQ(FormatLayerList(std::vector<uint32_t>{7}), "7");
}

TEST(LayerListTest, IsReadAsWritten) {
  EXPECT_THAT(ParseLayerList("0-3,8,10-11", "layers").value(), ElementsAre(0, 1, 2, 3, 8, 10, 11));
  EXPECT_THAT(ParseLayerList("4-4", "layers").value(), ElementsAre(4));
}

TEST(LayerListTest, FaultsAreNamed) {
  const auto fault = [](std::string_view text) { return ParseLayerList(text, "layers").error().message; };
  for (const char* wrong : {"", "x", "1,", "-1", "3-2", "1-", "1.5", "99999999999", "1 "}) {
    EXPECT_THAT(fault(wrong), HasSubstr("is neither a layer nor a range")) << wrong;
  }
  EXPECT_THAT(fault("0-3,3"), HasSubstr("layers: '3' does not come after the layers before"));
  EXPECT_THAT(fault("5,2"), HasSubstr("'2' does not come after"));
  EXPECT_THAT(fault("0-4294967295"), HasSubstr("more than 4096 layers (max_layers)"));
  EXPECT_THAT(fault("0-4095,5000"), HasSubstr("more than 4096 layers (max_layers)"));
}

TEST(LayerListTest, ALongListIsStillRead) {
  EXPECT_EQ(ParseLayerList("0-4095", "layers").value().size(), 4096U);
}

}  // namespace
}  // namespace sciot::protocol
