// What `sciot run` says: lines for people as it goes, or one JSON document at the end.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "../io/input_files.h"
#include "../io/json_text.h"
#include "../io/result_text.h"
#include "layer_profile.h"
#include "layer_range.h"
#include "model/model.h"
#include "split_check.h"

namespace sciot::app {

enum class ReportForm { kText, kJson };

// What one run made.
struct InferenceReport {
  InputFiles files;
  std::vector<graph::TensorId> outputs;  // made by the run
  ResultText result;
};

class RunReport {
 public:
  // `model` and `out` must outlive the report.
  RunReport(const model::Model& model, LayerRange range, ReportForm form, std::ostream& out);

  void AddInference(const InferenceReport& inference);
  void AddProfile(const LayerProfile& profile, size_t repeat);
  void AddSplitCheck(const SplitCheck& check);
  // Prints what is not yet printed. Call last.
  void Finish();

 private:
  void PrintProfile(const LayerProfile& profile, size_t repeat);
  void PrintSplitCheck(const SplitCheck& check);

  const model::Model& model_;
  LayerRange range_;
  ReportForm form_;
  std::ostream& out_;
  Json document_;  // of ReportForm::kJson
};

}  // namespace sciot::app
