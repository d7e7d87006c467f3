#include "support.h"

#include <algorithm>

#include "../io/exit_code.h"
#include "engine/kernel_refusals.h"
#include "model/examine.h"
#include "text_table.h"

namespace sciot::app {
namespace {

OperatorKind& KindOf(Support& support, const std::string& name) {
  auto kind = std::find_if(support.kinds.begin(), support.kinds.end(), [&](const auto& k) { return k.name == name; });
  if (kind == support.kinds.end()) kind = support.kinds.insert(kind, OperatorKind{name, 0, {}, {}});
  return *kind;
}

// What no kernel runs, for an operator that was loaded.
using Refusals = std::vector<std::optional<Error>>;

Result<Refusals> KernelRefusals(const model::GraphFindings& findings) {
  // A model of problems may be one that is too large to be tried.
  if (!findings.problems.empty()) return Refusals(findings.graph.nodes.size());
  return engine::FindKernelRefusals(findings.graph);
}

void Count(const model::OperatorFinding& finding, size_t index, const Refusals& refusals, Support& support) {
  OperatorKind& kind = KindOf(support, finding.name);
  ++kind.count;
  for (const std::string& type : finding.types) {
    if (std::find(kind.types.begin(), kind.types.end(), type) == kind.types.end()) kind.types.push_back(type);
  }
  const std::string subgraph = finding.subgraph == 0 ? "" : "subgraph " + std::to_string(finding.subgraph) + ": ";
  if (finding.problem) {
    kind.problems.push_back(subgraph + finding.problem->message);
  } else if (finding.node && refusals[*finding.node]) {
    kind.problems.push_back("operator " + std::to_string(index) + " (" + finding.name +
                            "): " + refusals[*finding.node]->message);
  }
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string VerdictOf(const OperatorKind& kind) {
  if (kind.problems.empty()) return "supported";
  if (kind.problems.size() == kind.count) return "refused";
  return std::to_string(kind.problems.size()) + " refused";
}

}  // namespace

bool Support::runs() const {
  return problems.empty() && std::all_of(kinds.begin(), kinds.end(), [](const auto& k) { return k.problems.empty(); });
}

Result<Support> ExamineSupport(ByteView file) {
  SCIOT_ASSIGN(const model::Examination examination, model::Examine(file, model::Limits{}));
  SCIOT_ASSIGN(const Refusals refusals, KernelRefusals(examination.findings));
  Support support;
  support.sha256 = examination.sha256;
  for (const Error& problem : examination.findings.problems) support.problems.push_back(problem.message);
  const auto& operators = examination.findings.operators;
  for (size_t i = 0; i < operators.size(); ++i) Count(operators[i], i, refusals, support);
  return support;
}

Json SupportJson(const Support& support) {
  Json operators = Json::array();
  for (const OperatorKind& kind : support.kinds) {
    operators.push_back(
        {{"name", kind.name}, {"count", kind.count}, {"types", kind.types}, {"problems", kind.problems}});
  }
  return {{"supported", support.runs()}, {"problems", support.problems}, {"operators", operators}};
}

void PrintSupport(std::ostream& out, const Support& support, const std::string& name) {
  out << "model " << OneLine(name) << (support.runs() ? " can be run" : " cannot be run") << ", sha256 "
      << support.sha256 << "\n\n";
  TextTable table({{"operator"}, {"count", Align::kRight}, {"types"}, {"verdict"}});
  for (const OperatorKind& kind : support.kinds) {
    table.AddRow({OneLine(kind.name), std::to_string(kind.count), Joined(kind.types), VerdictOf(kind)});
  }
  table.Print(out);
  if (support.runs()) return;
  out << "\nIn its way:\n";
  for (const std::string& problem : support.problems) out << "- " << OneLine(problem) << '\n';
  for (const OperatorKind& kind : support.kinds) {
    for (const std::string& problem : kind.problems) out << "- " << OneLine(problem) << '\n';
  }
}

}  // namespace sciot::app
