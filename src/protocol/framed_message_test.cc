#include "protocol/framed_message.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

Bytes Sample() {
  static const std::string tensor = "0123";
  return Frame({R"({"id":"7"})", {AsBytes(tensor)}});
}

TEST(FramedMessageTest, OpensWhatItFramed) {
  const Bytes frame = Sample();
  const FramedMessage message = OpenFrame(frame).value();
  EXPECT_EQ(message.json_bytes, 10U);
  EXPECT_EQ(AsText(message.body), R"({"id":"7"}0123)");
}

TEST(FramedMessageTest, AFrameThatEndsInItsJsonIsAnError) {
  const Bytes frame = Sample();
  for (size_t size = 0; size < 14; ++size) EXPECT_FALSE(OpenFrame(ByteView(frame).first(size)).ok()) << size;
  EXPECT_TRUE(OpenFrame(ByteView(frame).first(14)).ok());
}

TEST(FramedMessageTest, NamesALengthThatCannotBe) {
  const Bytes frame(6, std::byte{0xFF});
  EXPECT_EQ(OpenFrame(frame).error().message, "the JSON length is 4294967295, but 2 bytes follow");
}

}  // namespace
}  // namespace sciot::protocol
