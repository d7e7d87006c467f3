#include "edge/message_handler.h"

#include <gmock/gmock.h>

#include <future>
#include <stdexcept>

#include "edge/testing/residual_edge.h"
#include "protocol/framed_message.h"

namespace sciot::edge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class MessageHandlerTest : public ::testing::Test {
 protected:
  std::string Ask(const std::string& json) {
    std::promise<Bytes> promise;
    handler_.Handle(protocol::Frame({json, {}}), [&](std::span<const std::byte> answer) {
      promise.set_value({answer.begin(), answer.end()});
    });
    return TextOf(promise.get_future().get());
  }

  static std::string TextOf(const Bytes& frame) {
    const protocol::FramedMessage message = protocol::OpenFrame(frame).value();
    EXPECT_EQ(message.json_bytes, message.body.size());
    return std::string(AsText(message.body));
  }

  std::string Inference() const {
    return R"({"id":"7","model_name":"residual","inputs":[{"name":")" +
           service_->models()[0]->metadata().inputs[0].name +
           R"(","datatype":"FP32","shape":[1,4],"data":[-1,0,1,2]}]})";
  }

  SteadyClock clock_;
  EdgeOptions options_ = testing::ResidualEdge();
  std::unique_ptr<EdgeService> service_ = EdgeService::Create(options_, clock_).value();
  extension::Faults faults_;
  MessageHandler handler_{*service_, options_, faults_};
};

TEST_F(MessageHandlerTest, AnswersAnInference) {
  const std::string answer = Ask(Inference());
  EXPECT_THAT(answer, HasSubstr(R"("id":"7")"));
  EXPECT_THAT(answer, HasSubstr(R"("data":[0.0,0.0,3.0,6.0])"));
}

TEST_F(MessageHandlerTest, WhatIsWrongIsAnswered) {
  EXPECT_THAT(Ask("no JSON"), HasSubstr("error"));
  EXPECT_THAT(Ask(R"({"model_name":"other","inputs":[{"name":"x","datatype":"INT8","shape":[1],"data":[1]}]})"),
              HasSubstr("unknown model 'other'"));
  EXPECT_THAT(Ask(R"({"model_name":"residual","inputs":[{"name":"x","datatype":"INT8","shape":[1],"data":[1]}]})"),
              HasSubstr("'x'"));
}

TEST_F(MessageHandlerTest, AMessageOutOfFormIsAnswered) {
  std::string answer;
  handler_.Handle({}, [&](std::span<const std::byte> bytes) { answer = TextOf({bytes.begin(), bytes.end()}); });
  EXPECT_THAT(answer, HasSubstr("a message of 0 bytes has no JSON length"));
}

TEST_F(MessageHandlerTest, MessagesHaveALimit) {
  options_.max_extension_message_bytes = 10;
  EXPECT_THAT(Ask(Inference()), HasSubstr("max_extension_message_bytes is 10"));
}

TEST_F(MessageHandlerTest, AStoppedEdgeAnswers) {
  service_->Stop();
  EXPECT_THAT(Ask(Inference()), HasSubstr("error"));
}

TEST_F(MessageHandlerTest, WhoThrowsWhenAnsweredIsReported) {
  handler_.Handle({}, [](std::span<const std::byte>) { throw std::runtime_error("no room"); });
  EXPECT_THAT(faults_.counts(), ElementsAre(Pair("protocol server: threw", 1U)));
}

}  // namespace
}  // namespace sciot::edge
