#include "edge/message_handler.h"

#include <memory>
#include <utility>

#include "base/log.h"
#include "extension/guard.h"
#include "protocol/error_body.h"
#include "protocol/framed_message.h"

namespace sciot::edge {
namespace {

Bytes FrameOf(const Result<protocol::InferResponse>& result) {
  if (!result.ok()) return protocol::Frame({protocol::EncodeErrorBody(result.error()), {}});
  const Result<protocol::EncodedMessage> message = protocol::EncodeInferResponse(result.value());
  if (!message.ok()) return protocol::Frame({protocol::EncodeErrorBody(message.error()), {}});
  return protocol::Frame(message.value());
}

}  // namespace

Result<protocol::InferRequest> MessageHandler::Decode(ByteView frame) const {
  if (frame.size() > options_.max_extension_message_bytes) {
    return Error{ErrorCode::kTooLarge, "a message of " + std::to_string(frame.size()) +
                                           " bytes, max_extension_message_bytes is " +
                                           std::to_string(options_.max_extension_message_bytes)};
  }
  SCIOT_ASSIGN(const protocol::FramedMessage message, protocol::OpenFrame(frame));
  return protocol::DecodeInferRequest(message.body, message.json_bytes, options_.message_limits);
}

void MessageHandler::Send(const Answer& answer, const Result<protocol::InferResponse>& result) const {
  const Bytes frame = FrameOf(result);
  const auto thrown = extension::Guarded([&] { answer(frame); });
  if (thrown) faults_.Report("protocol server", "threw", *thrown + " when it got an answer");
}

void MessageHandler::Handle(std::span<const std::byte> message, Answer answer) {
  const auto frame = std::make_shared<const Bytes>(message.begin(), message.end());
  Result<protocol::InferRequest> request = Decode(*frame);
  if (!request.ok()) {
    service_.CountMalformed();
    return Send(answer, request.error());
  }
  request.value().body = frame;
  const Result<const HostedModel*> model = service_.FindModel(request.value().model_name);
  if (!model.ok()) return Send(answer, model.error());
  service_.Infer(
      *model.value(), [request = std::move(request)]() mutable { return std::move(request); },
      [this, answer = std::move(answer)](const auto& result) { Send(answer, result); });
}

void MessageHandler::Log(const std::string& message) {
  LogInfo(message);
}

}  // namespace sciot::edge
