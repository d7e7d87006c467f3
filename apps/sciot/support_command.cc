#include <iostream>
#include <memory>

#include "commands.h"
#include "engine/kernel_table.h"
#include "model/catalog.h"
#include "text_table.h"

namespace sciot::app {
namespace {

constexpr const char* kHead = R"(# Which models run

Made by `sciot model support --markdown`; change the tables in `src/`, not this page.

`sciot model inspect FILE` says of any `.tflite` file whether it runs here, and lists everything that is in its way. A model
runs when

- it has one subgraph, without control flow, state, strings or data that decide about shapes;
- the shape of each input is known, but for the first dimension, the batch, which is 1 where it is open (-1);
- each tensor has at most 8 dimensions, none of them 0;
- each of its operators is below, with its data of a type in its row.

INT8 and UINT8 are computed with one scale for a tensor. An operator of them that has no kernel of its own is computed in FP32
and rounded to the output's scale. FP16 constants become FP32 at load, sparse ones are unpacked; neither is a layer.

## Operators

Data is what an operator works on; indices, shapes and conditions have the types the format gives them. Kernels are tried in
the order of their column: `avx512` and `xnnpack` take FP32 where processor and options allow, `reference` the rest.

)";

constexpr const char* kCustom = R"(
## Custom operators

Built in, by the name in the file:

)";

constexpr const char* kOwn = R"(
A program that uses the library adds its own: `examples/custom_operator`.

## Refused, with the reason

)";

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string KernelsText(graph::OpCode op) {
  const std::vector<std::string> kernels = engine::KernelsOf(op);
  return kernels.empty() ? "at load" : Joined(kernels);
}

void PrintMarkdown(std::ostream& out) {
  out << kHead << "| operator | data | kernels | limits |\n|---|---|---|---|\n";
  for (const model::OperatorDescription& op : model::DescribeOperators()) {
    out << "| `" << op.name << "` | " << op.types << " | " << KernelsText(op.code) << " | " << op.limits << " |\n";
  }
  out << kCustom;
  for (const std::string& name : model::BuiltInCustomOperators()) out << "- `" << name << "`\n";
  out << kOwn << "| operators | why |\n|---|---|\n";
  for (const model::RefusedOperators& group : model::DescribeRefusals()) {
    out << "| " << group.names << " | " << group.why << " |\n";
  }
}

void PrintText(std::ostream& out) {
  TextTable table({{"operator"}, {"data"}, {"kernels"}, {"limits"}});
  for (const model::OperatorDescription& op : model::DescribeOperators()) {
    table.AddRow({op.name, op.types, KernelsText(op.code), op.limits});
  }
  table.Print(out);
  out << "custom operators: " << Joined(model::BuiltInCustomOperators()) << '\n';
}

}  // namespace

void AddSupportCommand(CLI::App& parent, ExitCode& exit_code) {
  const auto markdown = std::make_shared<bool>(false);
  CLI::App& command = *parent.add_subcommand("support", "List the operators that models may use");
  command.add_flag("--markdown", *markdown, "Print docs/model-support.md");
  command.callback([markdown, &exit_code] {
    exit_code = ExitCode::kOk;
    if (*markdown) {
      PrintMarkdown(std::cout);
    } else {
      PrintText(std::cout);
    }
  });
}

}  // namespace sciot::app
