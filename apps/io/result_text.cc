#include "result_text.h"

#include <cmath>
#include <cstdio>
#include <variant>
#include <vector>

#include "tensor_json.h"
#include "vision/result.h"

namespace sciot::app {
namespace {

double Rounded(double value, double unit) {
  return std::round(value / unit) * unit;
}

std::string Fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", decimals, value);
  return text;
}

ResultText Describe(const std::vector<vision::Centroid>& centroids) {
  ResultText result{.text = centroids.empty() ? "nothing found" : "", .json = {{"kind", "fomo"}}};
  Json list = Json::array();
  for (const vision::Centroid& centroid : centroids) {
    result.text += (result.text.empty() ? "" : ", ") + centroid.label + " (" + Fixed(centroid.score, 2) + ") at " +
                   Fixed(centroid.x, 0) + "," + Fixed(centroid.y, 0);
    list.push_back({{"class", centroid.label},
                    {"score", Rounded(centroid.score, 1e-6)},
                    {"x", Rounded(centroid.x, 1e-3)},
                    {"y", Rounded(centroid.y, 1e-3)}});
  }
  result.json["centroids"] = std::move(list);
  return result;
}

ResultText Describe(const std::vector<vision::ClassScore>& classes) {
  ResultText result{.text = {}, .json = {{"kind", "classes"}}};
  Json list = Json::array();
  for (const vision::ClassScore& score : classes) {
    result.text += (result.text.empty() ? "" : ", ") + score.label + " (" + Fixed(score.score, 3) + ")";
    list.push_back({{"class", score.label}, {"score", Rounded(score.score, 1e-6)}});
  }
  result.json["classes"] = std::move(list);
  return result;
}

ResultText Describe(const vision::Coverage& coverage) {
  ResultText result{.text = {}, .json = {{"kind", "mask"}}};
  result.text = coverage.label + " covers " + Fixed(100 * coverage.share, 1) + "% around " + Fixed(coverage.x, 0) +
                "," + Fixed(coverage.y, 0);
  result.json["class"] = coverage.label;
  result.json["share"] = Rounded(coverage.share, 1e-6);
  result.json["x"] = Rounded(coverage.x, 1e-3);
  result.json["y"] = Rounded(coverage.y, 1e-3);
  return result;
}

}  // namespace

Result<ResultText> ReadResult(const vision::Sidecar& sidecar, std::span<const OutputTensor> outputs,
                              const vision::Frame& frame) {
  if (outputs.empty() || sidecar.output.kind == vision::OutputKind::kRaw) return RawResult(outputs);
  SCIOT_ASSIGN(const vision::Reading reading,
               vision::ReadOutput(sidecar.output, outputs.front().spec, outputs.front().bytes, frame));
  if (const auto* centroids = std::get_if<std::vector<vision::Centroid>>(&reading)) return Describe(*centroids);
  if (const auto* classes = std::get_if<std::vector<vision::ClassScore>>(&reading)) return Describe(*classes);
  if (const auto* coverage = std::get_if<vision::Coverage>(&reading)) return Describe(*coverage);
  return RawResult(outputs);
}

ResultText RawResult(std::span<const OutputTensor> outputs) {
  ResultText result{.text = {}, .json = {{"kind", "raw"}}};
  Json list = Json::array();
  for (const OutputTensor& output : outputs) {
    result.text += (result.text.empty() ? "" : ", ") + output.spec.name + " " + TensorText(output.spec);
    list.push_back(
        {{"name", output.spec.name}, {"datatype", DataTypeName(output.spec.type)}, {"shape", output.spec.shape}});
  }
  result.json["outputs"] = std::move(list);
  return result;
}

}  // namespace sciot::app
