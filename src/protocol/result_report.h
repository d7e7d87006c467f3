// What is told of inferences afterwards: the body of POST /v2/devices/{device}/results, its answer, and the page of
// GET .../results.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/limits.h"
#include "protocol/tensor.h"

namespace sciot::protocol {

// One inference. Durations in microseconds.
struct InferenceResult {
  std::string request_id;
  std::string model;
  uint64_t timestamp_us = 0;  // since 1970 by the clock of who tells it
  uint32_t split = 0;
  std::vector<uint32_t> layers = {};  // where they are not the first ones; else empty
  std::string source;                 // where the layers ran: split, edge or device
  double device_us = 0;
  double network_us = 0;
  double edge_us = 0;
  std::optional<double> total_us = std::nullopt;
  std::string edge_failure = "";  // empty: none
  std::vector<Tensor> outputs = {};
};

// The times of a device's layers in one inference.
struct Measurement {
  std::string request_id;
  std::string model;
  uint64_t timestamp_us = 0;
  std::vector<double> layer_us;
};

// Each is one entry of a report, as JSON.
std::string EncodeResult(const InferenceResult& result);
std::string EncodeMeasurement(const Measurement& measurement);

// The report of these entries.
std::string JoinReport(std::span<const std::string_view> entries);

struct ReportEntry {
  bool is_measurement = false;
  std::string request_id;
  std::string json;
};

// At least one entry. Fields that are not known are kept.
Result<std::vector<ReportEntry>> DecodeReport(ByteView body, const Limits& limits = {});

struct ReportAnswer {
  uint64_t added = 0;
  uint64_t repeated = 0;  // which the edge had already

  bool operator==(const ReportAnswer&) const = default;
};

std::string EncodeReportAnswer(const ReportAnswer& answer);
Result<ReportAnswer> DecodeReportAnswer(ByteView body, const Limits& limits = {});

// An entry as the edge keeps it.
struct KeptEntry {
  int64_t sequence = 0;
  std::string device_id;
  std::string json;
};

// With the `after` of the next page.
std::string EncodeResultPage(std::span<const KeptEntry> entries, int64_t next_after);

}  // namespace sciot::protocol
