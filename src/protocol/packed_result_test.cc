#include "protocol/packed_result.h"

#include <gtest/gtest.h>

namespace sciot::protocol {
namespace {

InferenceResult Example(ByteView values) {
  InferenceResult result{.request_id = "d-1-7",
                         .model = "digits",
                         .timestamp_us = 1'700'000'000'000'000,
                         .split = 3,
                         .layers = {0, 2, 5},
                         .source = "device",
                         .device_us = 0.1,
                         .network_us = 1e9,
                         .edge_us = 2,
                         .total_us = 3.5,
                         .edge_failure = "no answer from \"edge\""};
  result.outputs.push_back({.spec = {"heat\"map", DataType::kUint8, {1, 5}}, .view = values, .storage = {}});
  result.outputs.push_back({.spec = {"none", DataType::kBool, {}}, .view = values.first(1), .storage = {}});
  return result;
}

// As it is kept.
Bytes Kept(const InferenceResult& result) {
  Bytes bytes;
  AppendBytes(bytes, AsBytes(PackResult(result)));
  for (const Tensor& output : result.outputs) AppendBytes(bytes, output.data());
  return bytes;
}

TEST(PackedResultTest, IsToldAsIfItHadNotBeenPacked) {
  const InferenceResult result = Example(AsBytes("abcde"));
  const Bytes packed = Kept(result);
  EXPECT_EQ(EncodeResult(UnpackResult(packed).value()), EncodeResult(result));
  const Bytes empty = Kept({});
  EXPECT_EQ(EncodeResult(UnpackResult(empty).value()), EncodeResult({}));
  EXPECT_FALSE(UnpackResult(empty).value().total_us.has_value());
}

TEST(PackedResultTest, CutOrLengthenedAnywhereItIsNone) {
  Bytes packed = Kept(Example(AsBytes("abcde")));
  for (size_t cut = 0; cut < packed.size(); ++cut) EXPECT_FALSE(UnpackResult(ByteView(packed).first(cut)).ok()) << cut;
  packed.push_back(std::byte{0});
  EXPECT_FALSE(UnpackResult(packed).ok());
}

TEST(PackedResultTest, OtherBytesAreNoFault) {
  const Bytes packed = Kept(Example(AsBytes("abcde")));
  for (size_t i = 0; i < packed.size(); ++i) {
    Bytes other = packed;
    other[i] = ~other[i];
    const auto unpacked = UnpackResult(other);
    if (!unpacked.ok()) continue;
    EXPECT_FALSE(EncodeResult(unpacked.value()).empty()) << i;
  }
}

TEST(PackedResultTest, AnotherVersionIsRefused) {
  EXPECT_EQ(UnpackResult(AsBytes("{\"kind\":\"result\"}")).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace sciot::protocol
