// The edge for whoever brings it messages without HTTP: protocol servers that users add.
#pragma once

#include "edge/edge_service.h"
#include "edge/options.h"
#include "extension/faults.h"
#include "sciot/extensions.h"

namespace sciot::edge {

// Thread-safe.
class MessageHandler final : public EdgeHost {
 public:
  // All must outlive the handler and every answer.
  MessageHandler(EdgeService& service, const EdgeOptions& options, extension::Faults& faults)
      : service_(service), options_(options), faults_(faults) {}

  // Answers at once what cannot be read, and otherwise from a worker.
  void Handle(std::span<const std::byte> message, Answer answer) override;
  void Log(const std::string& message) override;

 private:
  Result<protocol::InferRequest> Decode(ByteView frame) const;
  void Send(const Answer& answer, const Result<protocol::InferResponse>& result) const;

  EdgeService& service_;
  const EdgeOptions& options_;
  extension::Faults& faults_;
};

}  // namespace sciot::edge
