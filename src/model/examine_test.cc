#include "model/examine.h"

#include <gmock/gmock.h>

#include "model/testing/model_builder.h"
#include "model/testing/residual_model.h"

namespace sciot::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ModelBuilder;
using testing::ResidualModel;
using tflite::BuiltinOperator;

std::string ProblemOf(const OperatorFinding& finding) {
  return finding.problem ? finding.problem->message : "none";
}

TEST(ExamineTest, AModelThatLoadsHasNoProblems) {
  const Examination examination = Examine(ResidualModel(), {}).value();
  EXPECT_THAT(examination.findings.problems, IsEmpty());
  ASSERT_EQ(examination.findings.operators.size(), 3U);
  EXPECT_EQ(examination.findings.operators[1].name, "MUL");
  EXPECT_THAT(examination.findings.operators[1].types, ElementsAre("FP32"));
  EXPECT_EQ(examination.findings.operators[1].node, 1U);
  EXPECT_EQ(examination.sha256.size(), 64U);
}

// x → LSTM → a, a → RELU → b, b → custom → c, c + x of another shape → d
Bytes ModelOfProblems() {
  ModelBuilder builder;
  const int32_t x = builder.AddFloats({1, 4}, "x");
  const int32_t a = builder.AddFloats({1, 4}, "a");
  const int32_t b = builder.AddFloats({1, 4}, "b");
  const int32_t c = builder.AddFloats({1, 3}, "c");
  const int32_t d = builder.AddFloats({1, 4}, "d");
  builder.AddOperator(BuiltinOperator::LSTM, {x}, {a});
  builder.AddOperator(BuiltinOperator::RELU, {a}, {b});
  builder.AddOperator(BuiltinOperator::CUSTOM, {b}, {c});
  builder.raw().operator_codes.back()->custom_code = "FlexErf";
  builder.AddOperator(BuiltinOperator::ADD, {c, x}, {d}, testing::AddOptions());
  builder.SetInputs({x});
  builder.SetOutputs({d, 77});
  return builder.Serialize();
}

TEST(ExamineTest, EveryProblemIsFoundAndOnlyThose) {
  const Examination examination = Examine(ModelOfProblems(), {}).value();
  const auto& operators = examination.findings.operators;
  ASSERT_EQ(operators.size(), 4U);
  EXPECT_THAT(ProblemOf(operators[0]),
              HasSubstr("operator 0: LSTM is not supported: it keeps a state from one run to the next"));
  EXPECT_EQ(ProblemOf(operators[1]), "none");
  EXPECT_THAT(ProblemOf(operators[2]),
              HasSubstr("operator 2: CUSTOM 'FlexErf' is not supported: it is one of TensorFlow's own operators"));
  EXPECT_EQ(operators[2].name, "FlexErf");
  EXPECT_THAT(ProblemOf(operators[3]), HasSubstr("operator 3 (ADD): shapes [1,3] and [1,4] do not broadcast"));
  ASSERT_EQ(examination.findings.problems.size(), 1U);
  EXPECT_EQ(examination.findings.problems[0].message, "model output: tensor 77 does not exist");
  EXPECT_EQ(examination.findings.graph.nodes.size(), 1U);
  EXPECT_THAT(examination.findings.graph.inputs, ElementsAre(0, 1, 3, 4));
}

TEST(ExamineTest, OtherSubgraphsAreJudgedByName) {
  const Bytes file = ResidualModel();
  const std::unique_ptr<tflite::ModelT> model(tflite::GetModel(file.data())->UnPack());
  model->subgraphs.push_back(std::make_unique<tflite::SubGraphT>(*model->subgraphs[0]));
  model->operator_codes[2]->builtin_code = BuiltinOperator::WHILE;
  model->operator_codes[2]->deprecated_builtin_code = static_cast<int8_t>(BuiltinOperator::WHILE);
  const Examination examination = Examine(SerializeModel(*model), {}).value();
  ASSERT_EQ(examination.findings.operators.size(), 6U);
  EXPECT_EQ(examination.findings.operators[5].subgraph, 1U);
  EXPECT_THAT(ProblemOf(examination.findings.operators[5]),
              HasSubstr("WHILE is not supported: it runs another subgraph"));
  EXPECT_EQ(ProblemOf(examination.findings.operators[4]), "none");
  EXPECT_EQ(examination.findings.problems[0].message,
            "2 subgraphs, control flow by WHILE; a model of exactly one is supported");
}

TEST(ExamineTest, WhatIsNoModelIsAnError) {
  EXPECT_THAT(Examine(Bytes(100), {}).error().message, HasSubstr("not a .tflite file"));
  const Bytes file = ResidualModel();
  for (size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(Examine(ByteView(file).first(size), {}).ok()) << size;
}

}  // namespace
}  // namespace sciot::model
