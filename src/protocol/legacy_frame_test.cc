#include "protocol/legacy_frame.h"

#include <gmock/gmock.h>

#include <bit>

namespace sciot::protocol {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Parts {
  std::string device = std::string("board-7\0\0", 9);
  std::string message = std::string("m12\0", 4);
  uint32_t layer = 1;
  uint32_t output_bytes = 8;
  uint32_t times_bytes = 8;
};

Bytes Frame(const Parts& parts) {
  Bytes frame;
  AppendU64(frame, std::bit_cast<uint64_t>(1.5));
  AppendBytes(frame, AsBytes(parts.device));
  AppendBytes(frame, AsBytes(parts.message));
  AppendU32(frame, parts.layer);
  AppendU32(frame, parts.output_bytes);
  for (const float value : {1.0F, 2.0F}) AppendU32(frame, std::bit_cast<uint32_t>(value));
  AppendU32(frame, parts.times_bytes);
  for (const float value : {0.25F, 0.5F}) AppendU32(frame, std::bit_cast<uint32_t>(value));
  return frame;
}

std::string Refusal(const Bytes& frame) {
  const auto decoded = DecodeLegacyFrame(frame);
  return decoded.ok() ? "" : decoded.error().message;
}

TEST(LegacyFrameTest, ReadsEveryField) {
  Bytes bytes = Frame({});
  bytes.resize(bytes.size() + 100);  // what firmware appends
  const LegacyFrame frame = DecodeLegacyFrame(bytes).value();
  EXPECT_EQ(frame.device_id, "board-7");
  EXPECT_EQ(frame.message_id, "m12");
  EXPECT_EQ(frame.layer, 1);
  EXPECT_EQ(frame.output.size(), 8U);
  EXPECT_THAT(frame.layer_seconds, ElementsAre(0.25, 0.5));
}

TEST(LegacyFrameTest, TimesBeyondTheLayerAreLeftOut) {
  EXPECT_THAT(DecodeLegacyFrame(Frame({.layer = 0})).value().layer_seconds, ElementsAre(0.25));
  EXPECT_EQ(DecodeLegacyFrame(Frame({.layer = UINT32_MAX})).value().layer, -1);
}

TEST(LegacyFrameTest, AFrameCutAtAnyByteIsAnError) {
  const Bytes whole = Frame({});
  for (size_t end = 0; end < whole.size(); ++end) {
    EXPECT_NE(Refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(end))), "") << end;
  }
}

TEST(LegacyFrameTest, LengthsThatLieAreNamed) {
  EXPECT_THAT(Refusal(Frame({.output_bytes = UINT32_MAX})), HasSubstr("4294967295 bytes"));
  EXPECT_THAT(Refusal(Frame({.output_bytes = 7})), HasSubstr("7 bytes"));
  EXPECT_THAT(Refusal(Frame({.times_bytes = 0x80000000})), HasSubstr("list of times"));
  EXPECT_THAT(Refusal(Frame({.layer = static_cast<uint32_t>(-2)})), HasSubstr("-2 is below -1"));
  EXPECT_THAT(Refusal(Frame({.message = "\x01"
                                        "abc"})),
              HasSubstr("message id"));
}

}  // namespace
}  // namespace sciot::protocol
