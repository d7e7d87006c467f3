#include "protocol/infer_request.h"

#include <gtest/gtest.h>

#include <cstring>

namespace sciot::protocol {
namespace {

constexpr const char* kGoldenJson =
    R"({"id":"42","inputs":[{"datatype":"FP32","name":"t12","parameters":{"binary_data_size":8},"shape":[1,2]},)"
    R"({"datatype":"INT8","name":"t7","parameters":{"binary_data_size":3},"shape":[3]}],)"
    R"("outputs":[{"name":"scores","parameters":{"binary_data":true}}],)"
    R"("parameters":{"binary_data_output":true,"device_id":"camera-1","layer_us":"12.500,3.250",)"
    R"("link_received_bytes":700,"link_sent_bytes":9000,"link_us":1500.5,"split":2}})";

constexpr const char* kPlainJson =
    R"({"inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2.5],[-3,4e2]]}]})";

// Two floats, then three bytes.
const std::array<std::byte, 11> kTensorBytes = {std::byte{0}, std::byte{0}, std::byte{0x80}, std::byte{0x3f},
                                                std::byte{0}, std::byte{0}, std::byte{0},    std::byte{0x40},
                                                std::byte{1}, std::byte{2}, std::byte{0xff}};

Bytes GoldenBody() {
  Bytes body;
  AppendBytes(body, AsBytes(kGoldenJson));
  AppendBytes(body, kTensorBytes);
  return body;
}

InferRequest GoldenRequest() {
  const ByteView bytes(kTensorBytes);
  InferRequest request;
  request.id = "42";
  request.split = 2;
  request.device_id = "camera-1";
  request.layer_us = {12.5, 3.25};
  request.link = LinkSample{1500.5, 9000, 700};
  request.inputs.push_back({{"t12", DataType::kFloat32, {1, 2}}, Encoding::kBinary, bytes.first(8), {}});
  request.inputs.push_back({{"t7", DataType::kInt8, {3}}, Encoding::kBinary, bytes.subspan(8), {}});
  request.outputs = {{"scores", Encoding::kBinary}};
  request.default_output_encoding = Encoding::kBinary;
  return request;
}

std::string ErrorOf(const std::string& json, const Limits& limits = {}) {
  const auto request = DecodeInferRequest(AsBytes(json), std::nullopt, limits);
  return request.ok() ? "decoded" : request.error().message;
}

// The error of a request whose only input is `input`, followed by `binary`.
std::string InputErrorOf(const std::string& input, const std::string& binary = "") {
  const std::string json = R"({"inputs":[)" + input + "]}";
  const std::string body = json + binary;
  const auto request = DecodeInferRequest(AsBytes(body), json.size());
  return request.ok() ? "decoded" : request.error().message;
}

TEST(InferRequestTest, LayersThatAreNoSplitAreNamed) {
  InferRequest request = GoldenRequest();
  request.split = 3;
  request.layers = {0, 1, 4};
  const EncodedMessage message = EncodeInferRequest(request).value();
  EXPECT_NE(message.json.find(R"("layers":"0-1,4")"), std::string::npos) << message.json;
  EXPECT_EQ(DecodeInferRequest(message.Join(), message.json.size()).value().layers, request.layers);
  EXPECT_EQ(ErrorOf(R"({"parameters":{"split":2,"layers":"0-1,4"},"inputs":[]})"),
            "layers names 3 layers, the split is 2");
  EXPECT_EQ(ErrorOf(R"({"parameters":{"layers":"0"},"inputs":[]})"), "layers names 1 layers, the split is missing");
  EXPECT_EQ(ErrorOf(R"({"parameters":{"split":2,"layers":"1,0"},"inputs":[]})"),
            "layers: '0' does not come after the layers before");
}

TEST(InferRequestTest, EncodesTheGoldenMessage) {
  const InferRequest request = GoldenRequest();
  const EncodedMessage message = EncodeInferRequest(request).value();
  EXPECT_EQ(message.json, kGoldenJson);
  EXPECT_EQ(message.Join(), GoldenBody());
  EXPECT_EQ(message.json_length(), std::to_string(std::strlen(kGoldenJson)));
  EXPECT_STREQ(message.content_type(), kBinaryContentType);
  EXPECT_EQ(message.Segments().size(), 3U);
}

TEST(InferRequestTest, DecodesTheGoldenMessageWithoutCopyingTensors) {
  const Bytes body = GoldenBody();
  const InferRequest request = DecodeInferRequest(body, std::strlen(kGoldenJson)).value();
  EXPECT_EQ(request.id, "42");
  EXPECT_EQ(request.split, 2U);
  EXPECT_EQ(request.device_id, "camera-1");
  EXPECT_EQ(request.layer_us, (std::vector<double>{12.5, 3.25}));
  EXPECT_EQ(request.link, (LinkSample{1500.5, 9000, 700}));
  EXPECT_EQ(request.outputs, (std::vector<RequestedOutput>{{"scores", Encoding::kBinary}}));
  EXPECT_EQ(request.default_output_encoding, Encoding::kBinary);
  ASSERT_EQ(request.inputs.size(), 2U);
  EXPECT_EQ(request.inputs[0].spec, (TensorSpec{"t12", DataType::kFloat32, {1, 2}}));
  EXPECT_EQ(request.inputs[0].data().data(), &body[std::strlen(kGoldenJson)]);
  EXPECT_EQ(request.inputs[1].data().data(), &body[std::strlen(kGoldenJson) + 8]);
  EXPECT_EQ(request.inputs[1].data().size(), 3U);
}

TEST(InferRequestTest, TheGoldenMessageCutAtAnyByteIsAnError) {
  const Bytes body = GoldenBody();
  for (size_t size = 0; size < body.size(); ++size) {
    const Bytes cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(DecodeInferRequest(cut, std::strlen(kGoldenJson)).ok()) << size;
    EXPECT_FALSE(DecodeInferRequest(cut, std::nullopt).ok()) << size;
  }
}

TEST(InferRequestTest, ThePlainMessageCutAtAnyByteIsAnError) {
  const std::string json = kPlainJson;
  for (size_t size = 0; size < json.size(); ++size) EXPECT_NE(ErrorOf(json.substr(0, size)), "decoded") << size;
}

TEST(InferRequestTest, APlainClientGetsTheDefaults) {
  const InferRequest request = DecodeInferRequest(AsBytes(kPlainJson), std::nullopt).value();
  EXPECT_FALSE(request.split.has_value());
  EXPECT_EQ(request.device_id, "");
  EXPECT_FALSE(request.link.has_value());
  EXPECT_EQ(request.default_output_encoding, Encoding::kJson);
  std::array<float, 4> values{};
  ASSERT_EQ(request.inputs[0].data().size(), sizeof values);
  std::memcpy(values.data(), request.inputs[0].data().data(), sizeof values);
  EXPECT_EQ(values, (std::array<float, 4>{1, 2.5F, -3, 400}));
}

TEST(InferRequestTest, MayNameItsModel) {
  InferRequest request = GoldenRequest();
  request.model_name = "digits";
  const EncodedMessage message = EncodeInferRequest(request).value();
  const Bytes body = message.Join();
  EXPECT_EQ(DecodeInferRequest(body, message.json.size()).value().model_name, "digits");
}

TEST(InferRequestTest, AnOutputWithoutAChoiceFollowsTheRequests) {
  const auto request =
      DecodeInferRequest(AsBytes(R"({"inputs":[{"name":"x","datatype":"INT8","shape":[1],"data":[1]}],)"
                                 R"("parameters":{"binary_data_output":true},)"
                                 R"("outputs":[{"name":"a"},{"name":"b","parameters":{"binary_data":false}}]})"),
                         std::nullopt);
  EXPECT_EQ(request.value().outputs, (std::vector<RequestedOutput>{{"a", Encoding::kBinary}, {"b", Encoding::kJson}}));
}

TEST(InferRequestTest, UnknownFieldsAndParametersAreIgnored) {
  EXPECT_EQ(ErrorOf(R"({"extra":[1],"parameters":{"priority":3},"inputs":[{"name":"x","datatype":"BOOL",)"
                    R"("shape":[3],"data":[true,0,1],"parameters":{"content_type":"np"}}]})"),
            "decoded");
}

struct BadInput {
  const char* input;
  const char* message;
};

TEST(InferRequestTest, BadTensorsAreNamed) {
  const BadInput cases[] = {
      {R"(5)", "inputs[0] must be a JSON object, not 5"},
      {R"({"datatype":"FP32","shape":[1],"data":[1]})", "inputs[0]: 'name' is missing"},
      {R"({"name":7,"datatype":"FP32","shape":[1],"data":[1]})", "inputs[0]: 'name' must be a string, not 7"},
      {R"({"name":"","datatype":"FP32","shape":[1],"data":[1]})", "inputs[0]: 'name' is empty"},
      {R"({"name":"a\u0000b","datatype":"FP32","shape":[1],"data":[1]})",
       "inputs[0]: 'name' holds a control character"},
      {R"({"name":"x","shape":[1],"data":[1]})", "tensor 'x': 'datatype' is missing"},
      {R"({"name":"x","datatype":"BYTES","shape":[1],"data":["a"]})",
       "tensor 'x': datatype \"BYTES\" is not supported; FP32, FP16, INT8, UINT8, INT16, INT32, INT64 and "
       "BOOL are"},
      {R"({"name":"x","datatype":"FP32","data":[1]})", "tensor 'x': 'shape' is missing"},
      {R"({"name":"x","datatype":"FP32","shape":3,"data":[1]})", "tensor 'x': 'shape' must be an array, not 3"},
      {R"({"name":"x","datatype":"FP32","shape":[1,-1],"data":[1]})",
       "tensor 'x': 'shape' has the dimension -1; each must be from 1 to 2147483647"},
      {R"({"name":"x","datatype":"FP32","shape":[0],"data":[]})",
       "tensor 'x': 'shape' has the dimension 0; each must be from 1 to 2147483647"},
      {R"({"name":"x","datatype":"FP32","shape":[2147483648],"data":[]})",
       "tensor 'x': 'shape' has the dimension 2147483648; each must be from 1 to 2147483647"},
      {R"({"name":"x","datatype":"FP32","shape":[1.5],"data":[]})",
       "tensor 'x': 'shape' has the dimension 1.5; each must be from 1 to 2147483647"},
      {R"({"name":"x","datatype":"FP32","shape":[1,1,1,1,1,1,1,1,1],"data":[1]})",
       "tensor 'x': 'shape' has 9 entries; the limit is 8"},
      {R"({"name":"x","datatype":"FP32","shape":[2147483647,2147483647,2147483647],"data":[1]})",
       "tensor 'x': shape [2147483647,2147483647,2147483647] is too large for any memory"},
      {R"({"name":"x","datatype":"INT64","shape":[2147483647,2147483647,2],"data":[1]})",
       "tensor 'x': shape [2147483647,2147483647,2] is too large for any memory"},
      {R"({"name":"x","datatype":"FP32","shape":[2147483647,1000],"data":[1]})",
       "tensor 'x': 1 values given, shape [2147483647,1000] needs 2147483647000"},
      {R"({"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2],[3]]})",
       "tensor 'x': 3 values given, shape [2,2] needs 4"},
      {R"({"name":"x","datatype":"FP32","shape":[1],"data":7})", "tensor 'x': 'data' must be an array, not 7"},
      {R"({"name":"x","datatype":"FP32","shape":[1]})",
       "tensor 'x': either 'data' or the parameter 'binary_data_size' must be given"},
      {R"({"name":"x","datatype":"FP32","shape":[1],"data":["a"]})",
       "tensor 'x': the value at index 0 \"a\" is no FP32"},
      {R"({"name":"x","datatype":"FP32","shape":[2],"data":[1,null]})",
       "tensor 'x': the value at index 1 null is no FP32"},
      {R"({"name":"x","datatype":"FP32","shape":[1],"data":[1e39]})",
       "tensor 'x': the value at index 0 1e+39 is no FP32"},
      {R"({"name":"x","datatype":"INT8","shape":[2],"data":[-128,128]})",
       "tensor 'x': the value at index 1 128 is no INT8"},
      {R"({"name":"x","datatype":"UINT8","shape":[1],"data":[-1]})", "tensor 'x': the value at index 0 -1 is no UINT8"},
      {R"({"name":"x","datatype":"INT32","shape":[1],"data":[1.5]})",
       "tensor 'x': the value at index 0 1.5 is no INT32"},
      {R"({"name":"x","datatype":"INT64","shape":[1],"data":[9223372036854775808]})",
       "tensor 'x': the value at index 0 9223372036854775808 is no INT64"},
      {R"({"name":"x","datatype":"BOOL","shape":[1],"data":[2]})", "tensor 'x': the value at index 0 2 is no BOOL"},
      {R"({"name":"x","datatype":"FP16","shape":[1],"data":[1]})", "tensor 'x': FP16 travels as binary data only"},
      {R"({"name":"x","datatype":"FP32","shape":[1],"parameters":{"shared_memory_region":"r"}})",
       "tensor 'x': shared memory is not supported"},
      {R"({"name":"x","datatype":"INT8","shape":[1],"data":[1]},{"name":"x","datatype":"INT8","shape":[1],"data":[1]})",
       "tensor 'x' is twice in 'inputs'"},
  };
  for (const BadInput& bad : cases) EXPECT_EQ(InputErrorOf(bad.input), bad.message) << bad.input;
}

TEST(InferRequestTest, BadBinaryTensorsAreNamed) {
  const auto input = [](const std::string& size) {
    return R"({"name":"t12","datatype":"FP32","shape":[1,12,12,16],"parameters":{"binary_data_size":)" + size + "}}";
  };
  EXPECT_EQ(InputErrorOf(input("9216"), std::string(9216, 'x')), "decoded");
  EXPECT_EQ(InputErrorOf(input("9212"), std::string(9212, 'x')),
            "tensor 't12': 9212 bytes given, shape [1,12,12,16] of FP32 needs 9216");
  EXPECT_EQ(InputErrorOf(input("9216"), std::string(100, 'x')),
            "tensor 't12': binary_data_size is 9216, but only 100 bytes of the body are left "
            "(Inference-Header-Content-Length says where the JSON ends)");
  EXPECT_EQ(InputErrorOf(input("9216"), std::string(9217, 'x')), "1 bytes of the body belong to no tensor");
  EXPECT_EQ(InputErrorOf(input("-1")),
            "tensor 't12': 'parameters': 'binary_data_size' must be an integer from 0 to "
            "9223372036854775807, not -1");
}

struct BadMessage {
  const char* json;
  const char* message;
};

TEST(InferRequestTest, BadMessagesAreExplained) {
  const BadMessage cases[] = {
      {"", "the body is empty; JSON is expected"},
      {"[]", "request must be a JSON object, not an array"},
      {"{}", "request: 'inputs' is missing"},
      {R"({"inputs":[]})", "request: 'inputs' is empty"},
      {R"({"inputs":{}})", "request: 'inputs' must be an array, not an object"},
      {R"({"id":5,"inputs":[]})", "request: 'id' must be a string, not 5"},
      {R"({"id":"a\nb","inputs":[]})", "request: 'id' holds a control character"},
      {R"({"parameters":[],"inputs":[]})", "request: 'parameters' must be a JSON object, not an array"},
      {R"({"parameters":{"split":-1},"inputs":[]})",
       "request: 'parameters': 'split' must be an integer from 0 to 4294967295, not -1"},
      {R"({"parameters":{"split":"3"},"inputs":[]})",
       "request: 'parameters': 'split' must be an integer from 0 to 4294967295, not \"3\""},
      {R"({"parameters":{"split":4294967296},"inputs":[]})",
       "request: 'parameters': 'split' must be an integer from 0 to 4294967295, not 4294967296"},
      {R"({"parameters":{"device_id":""},"inputs":[]})", "request: 'parameters': 'device_id' is empty"},
      {R"({"parameters":{"layer_us":[1]},"inputs":[]})",
       "request: 'parameters': 'layer_us' must be a string, not an array"},
      {R"({"parameters":{"layer_us":"1,x"},"inputs":[]})", "layer_us: 'x' of layer 1 is no number of microseconds"},
      {R"({"parameters":{"layer_us":"1,"},"inputs":[]})", "layer_us: '' of layer 1 is no number of microseconds"},
      {R"({"parameters":{"link_us":1},"inputs":[]})",
       "request: 'parameters': link_us, link_sent_bytes and link_received_bytes go together"},
      {R"({"parameters":{"binary_data_output":1},"inputs":[]})",
       "request: 'parameters': 'binary_data_output' must be true or false, not 1"},
      {R"({"outputs":[{"name":"y","parameters":{"classification":3}}],"inputs":[]})",
       "output 'y': the parameter 'classification' is not supported"},
      {R"({"outputs":[{"name":"y"},{"name":"y"}],"inputs":[]})", "output 'y' is asked for twice"},
      {R"({"outputs":["y"],"inputs":[]})", "outputs[0] must be a JSON object, not \"y\""},
  };
  for (const BadMessage& bad : cases) EXPECT_EQ(ErrorOf(bad.json), bad.message) << bad.json;
}

TEST(InferRequestTest, ATimeBelowThePrecisionIsNotWrittenAsZero) {
  InferRequest request = GoldenRequest();
  request.layer_us = {0, 0.0004, 1};
  const Bytes body = EncodeInferRequest(request).value().Join();
  EXPECT_NE(AsText(body).find(R"("layer_us":"0.001,0.001,1.000")"), std::string_view::npos) << AsText(body);
}

TEST(InferRequestTest, TextThatIsNoJsonIsRefused) {
  const std::string invalid_utf8 = std::string(R"({"id":")") + "\xff" + R"("})";
  const std::string null_byte = std::string(R"({"id":"a)") + '\0' + R"("})";
  for (const std::string& text : {std::string("{"), std::string("NaN"), std::string("{} x"), invalid_utf8, null_byte}) {
    EXPECT_EQ(ErrorOf(text).substr(0, 14), "invalid JSON: ") << text;
  }
}

TEST(InferRequestTest, AHeaderLengthBeyondTheBodyIsRefused) {
  const auto request = DecodeInferRequest(AsBytes(kPlainJson), std::strlen(kPlainJson) + 1);
  EXPECT_EQ(request.error().message, "Inference-Header-Content-Length is 84, but the body has 83 bytes");
}

TEST(InferRequestTest, LimitsAreNamed) {
  EXPECT_EQ(ErrorOf(std::string(17, '[')), "the JSON is nested deeper than 16 levels (max_json_depth)");
  EXPECT_EQ(ErrorOf(std::string(1000000, '[')), "the JSON is nested deeper than 16 levels (max_json_depth)");
  EXPECT_EQ(ErrorOf("{}", {.max_json_bytes = 1}), "the JSON has 2 bytes; the limit is 1 (max_json_bytes)");
  EXPECT_EQ(ErrorOf("[1,2,3,4]", {.max_json_values = 3}),
            "the JSON holds more than 3 values (max_json_values); send tensors as binary data");
  EXPECT_EQ(ErrorOf(kPlainJson, {.max_tensors = 0}), "request: 'inputs' has 1 entries; the limit is 0");
  EXPECT_EQ(ErrorOf(R"({"id":"abcd"})", {.max_name_bytes = 3}),
            "request: 'id' has 4 bytes; the limit is 3 (max_name_bytes)");
  EXPECT_EQ(ErrorOf(R"({"parameters":{"layer_us":"1,2"}})", {.max_layers = 1}),
            "layer_us: more than 1 times (max_layers)");
}

TEST(InferRequestTest, BracketsInsideStringsAreNoNesting) {
  EXPECT_EQ(ErrorOf(R"({"id":"\"[[[[[[[[[[[[[[[[[[[[[["})"), "request: 'inputs' is missing");
}

TEST(InferRequestTest, JsonTensorsRoundTripInEveryType) {
  const char* inputs[] = {
      R"({"data":[-128,127],"datatype":"INT8","name":"x","shape":[2]})",
      R"({"data":[0,255],"datatype":"UINT8","name":"x","shape":[2]})",
      R"({"data":[-32768,32767],"datatype":"INT16","name":"x","shape":[2]})",
      R"({"data":[-2147483648,2147483647],"datatype":"INT32","name":"x","shape":[2]})",
      R"({"data":[-9223372036854775808,9223372036854775807],"datatype":"INT64","name":"x","shape":[2]})",
      R"({"data":[true,false],"datatype":"BOOL","name":"x","shape":[2]})",
      R"({"data":[0.5,-1.25],"datatype":"FP32","name":"x","shape":[2]})",
      R"({"data":[7],"datatype":"INT8","name":"x","shape":[]})",
  };
  for (const char* input : inputs) {
    const std::string json = std::string(R"({"inputs":[)") + input + "]}";
    const InferRequest request = DecodeInferRequest(AsBytes(json), std::nullopt).value();
    EXPECT_EQ(EncodeInferRequest(request).value().json, json);
  }
}

}  // namespace
}  // namespace sciot::protocol
