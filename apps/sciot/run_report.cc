#include "run_report.h"

#include <cstdio>

#include "../io/exit_code.h"
#include "../io/tensor_json.h"
#include "profile_document.h"
#include "text_table.h"

namespace sciot::app {
namespace {

double Microseconds(Duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

std::string OneDecimal(double value) {
  char text[32];  // any time and any share fits
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

double Percent(Duration part, Duration whole) {
  return whole > Duration::zero() ? 100.0 * Microseconds(part) / Microseconds(whole) : 0.0;
}

std::string FilesText(const InputFiles& files) {
  std::string text;
  for (const auto& file : files) text += (text.empty() ? "" : " ") + OneLine(file.string());
  return text;
}

Json FilesJson(const InputFiles& files) {
  Json list = Json::array();
  for (const auto& file : files) list.push_back(file.string());
  return list;
}

}  // namespace

RunReport::RunReport(const model::Model& model, LayerRange range, ReportForm form, std::ostream& out)
    : model_(model), range_(range), form_(form), out_(out) {
  document_ = {
      {"sha256", model.sha256()}, {"range", {{"first", range.first}, {"end", range.end}}}, {"results", Json::array()}};
}

void RunReport::AddInference(const InferenceReport& inference) {
  if (form_ == ReportForm::kText) {
    out_ << FilesText(inference.files) << ": " << OneLine(inference.result.text) << '\n';
    return;
  }
  document_["results"].push_back({{"input", FilesJson(inference.files)},
                                  {"outputs", TensorsJson(model_.graph(), inference.outputs)},
                                  {"result", inference.result.json}});
}

void RunReport::AddProfile(const LayerProfile& profile, size_t repeat) {
  if (form_ == ReportForm::kText) return PrintProfile(profile, repeat);
  document_["layers"] = LayerTimesJson(model_, range_, profile);
  document_["total_us"] = Microseconds(profile.total);
  document_["repeat"] = repeat;
}

void RunReport::PrintProfile(const LayerProfile& profile, size_t repeat) {
  TextTable table({{"layer", Align::kRight}, {"operators"}, {"median us", Align::kRight}, {"%", Align::kRight}});
  for (size_t i = 0; i < profile.layers.size(); ++i) {
    const size_t layer = range_.first + i;
    table.AddRow({std::to_string(layer), model_.graph().layers[layer].name, OneDecimal(Microseconds(profile.layers[i])),
                  OneDecimal(Percent(profile.layers[i], profile.total))});
  }
  table.AddRow({"", "total", OneDecimal(Microseconds(profile.total)), ""});
  table.Print(out_);
  out_ << "medians of " << repeat << " runs\n";
}

void RunReport::AddSplitCheck(const SplitCheck& check) {
  if (form_ == ReportForm::kText) return PrintSplitCheck(check);
  document_["splits"] = {
      {"checked", check.split_count}, {"identical", check.identical_count()}, {"different", check.different}};
}

void RunReport::PrintSplitCheck(const SplitCheck& check) {
  for (size_t split : check.different) out_ << "split " << split << " differs from the unsplit run\n";
  out_ << "splits: " << check.identical_count() << " of " << check.split_count << " byte-identical\n";
}

void RunReport::Finish() {
  if (form_ == ReportForm::kJson) out_ << JsonDocument(document_) << '\n';
}

}  // namespace sciot::app
