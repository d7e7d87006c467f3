// The report of results, and its answer.
#include <cstdlib>

#include "protocol/result_report.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sciot::ByteView body(reinterpret_cast<const std::byte*>(data), size);
  const auto entries = sciot::protocol::DecodeReport(body);
  if (entries.ok()) {
    std::vector<std::string_view> texts;
    for (const auto& entry : entries.value()) texts.push_back(entry.json);
    if (!sciot::protocol::DecodeReport(sciot::AsBytes(sciot::protocol::JoinReport(texts))).ok()) std::abort();
  }
  (void)sciot::protocol::DecodeReportAnswer(body);
  return 0;
}
