#include "model/examine.h"

#include "base/sha256.h"
#include "model/constant_store.h"
#include "model/graph_reader.h"
#include "model/operators/custom.h"
#include "model/operators/operator.h"
#include "model/operators/operator_table.h"
#include "model/operators/refusal.h"
#include "model/tflite_file.h"

namespace sciot::model {
namespace {

// An operator of a subgraph that is not read: only its name can be judged.
OperatorFinding JudgeByName(const tflite::Model& file, const tflite::Operator& source, const CustomOperators& custom) {
  const auto* codes = file.operator_codes();
  if (codes == nullptr || source.opcode_index() >= codes->size()) {
    const std::string name = "operator code " + std::to_string(source.opcode_index());
    return {name, {}, std::nullopt, InvalidModel(name + " does not exist"), 0};
  }
  const tflite::OperatorCode& code = *codes->Get(source.opcode_index());
  OperatorFinding finding{FileOperatorName(code), {}, std::nullopt, std::nullopt, 0};
  const graph::OpCode op = FileOpCode(code);
  const bool known = FindOperator(op) != nullptr || op == graph::OpCode::kDensify ||
                     (op == graph::OpCode::kCustom && FindCustom(code, custom).found());
  if (!known) finding.problem = UnsupportedModel(WhyRefused(code));
  return finding;
}

void JudgeSubgraph(const tflite::Model& file, uint32_t index, const CustomOperators& custom, GraphFindings& findings) {
  const auto* operators = file.subgraphs()->Get(index)->operators();
  if (operators == nullptr) return;
  for (const tflite::Operator* source : *operators) {
    findings.operators.push_back(JudgeByName(file, *source, custom));
    findings.operators.back().subgraph = index;
  }
}

}  // namespace

Result<Examination> Examine(ByteView bytes, const Limits& limits, const CustomOperators& custom) {
  Examination examination;
  examination.file = PaddedBuffer(bytes);
  SCIOT_ASSIGN(const tflite::Model* file, VerifyFlatbuffer(examination.file.bytes(), limits));
  examination.sha256 = Sha256Hex(bytes);
  GraphFindings& findings = examination.findings;
  const Status readable = CheckSubgraphs(*file);
  const uint32_t subgraphs = file->subgraphs() == nullptr ? 0 : file->subgraphs()->size();
  ConstantStore store(limits.max_unpacked_bytes);
  const bool has_tensors = subgraphs > 0 && file->subgraphs()->Get(0)->tensors() != nullptr;
  if (has_tensors) findings = ExamineGraph(*file, limits, custom, store);
  for (uint32_t i = has_tensors ? 1 : 0; i < subgraphs; ++i) JudgeSubgraph(*file, i, custom, findings);
  if (!readable.ok()) findings.problems.insert(findings.problems.begin(), readable.error());
  examination.unpacked = std::move(store).TakeBuffers();
  return examination;
}

}  // namespace sciot::model
