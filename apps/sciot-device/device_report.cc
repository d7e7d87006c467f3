#include "device_report.h"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "protocol/layer_list.h"

namespace sciot::app {
namespace {

double Milliseconds(std::chrono::nanoseconds duration) {
  return std::round(std::chrono::duration<double, std::micro>(duration).count()) / 1000;
}

std::string Names(const InputFiles& files) {
  std::string names;
  for (const auto& file : files) names += (names.empty() ? "" : " ") + OneLine(file.filename().string());
  return names;
}

std::string TextLine(const Inference& inference, const InputFiles& files, const ResultText& result) {
  char numbers[160];  // any times fit
  std::snprintf(numbers, sizeof(numbers), "split %-3u device %8.2f  network %8.2f  edge %7.2f  total %8.2f ms  %-6s ",
                inference.split, Milliseconds(inference.device_time), Milliseconds(inference.network_time),
                Milliseconds(inference.edge_time), Milliseconds(inference.total_time),
                InferenceSourceName(inference.source));
  return numbers + Names(files) + ": " + OneLine(result.text);
}

std::string JsonText(const Inference& inference, const InputFiles& files, const ResultText& result) {
  Json line{{"id", inference.id},
            {"split", inference.split},
            {"bytes_sent", inference.bytes_sent},
            {"device_ms", Milliseconds(inference.device_time)},
            {"network_ms", Milliseconds(inference.network_time)},
            {"edge_ms", Milliseconds(inference.edge_time)},
            {"total_ms", Milliseconds(inference.total_time)},
            {"source", InferenceSourceName(inference.source)},
            {"result", result.json},
            {"input", Json::array()}};
  if (!inference.layers.empty()) line["layers"] = protocol::FormatLayerList(inference.layers);
  for (const auto& file : files) line["input"].push_back(file.string());
  if (!inference.message.empty()) line["message"] = inference.message;
  if (!inference.edge_failure.empty()) line["edge_failure"] = inference.edge_failure;
  if (!inference.spool_failure.empty()) line["spool_failure"] = inference.spool_failure;
  return JsonLine(line);
}

}  // namespace

std::string InferenceLine(const Inference& inference, const InputFiles& files, const ResultText& result,
                          LineForm form) {
  return form == LineForm::kJson ? JsonText(inference, files, result) : TextLine(inference, files, result);
}

}  // namespace sciot::app
