#include "inspection.h"

#include "../io/exit_code.h"
#include "../io/tensor_json.h"
#include "graph/tensor_name.h"
#include "layer_summary.h"
#include "text_table.h"

namespace sciot::app {
namespace {

using graph::TensorId;

uint64_t TotalMacs(const std::vector<LayerSummary>& layers) {
  uint64_t macs = 0;
  for (const LayerSummary& layer : layers) macs += layer.macs;
  return macs;
}

uint64_t TotalWeightBytes(const std::vector<LayerSummary>& layers) {
  uint64_t bytes = 0;
  for (const LayerSummary& layer : layers) bytes += layer.weight_bytes;
  return bytes;
}

Json LayersJson(const model::Model& model, const std::vector<LayerSummary>& layers) {
  Json list = Json::array();
  for (size_t i = 0; i < layers.size(); ++i) {
    list.push_back({{"index", i},
                    {"name", model.graph().layers[i].name},
                    {"operators", layers[i].operators},
                    {"outputs", TensorsJson(model.graph(), layers[i].outputs)},
                    {"macs", layers[i].macs},
                    {"weight_bytes", layers[i].weight_bytes}});
  }
  return list;
}

// Cut tensors go by the names the wire gives them.
Json CutJson(const graph::Graph& graph, const graph::Cut& cut) {
  Json tensors = Json::array();
  for (TensorId id : cut.tensors) {
    const TensorSpec& spec = graph.tensors[id].spec;
    tensors.push_back({{"name", graph::CutTensorName(id)},
                       {"tensor", id},
                       {"datatype", DataTypeName(spec.type)},
                       {"shape", spec.shape},
                       {"bytes", spec.byte_size()}});
  }
  return tensors;
}

Json CutsJson(const model::Model& model) {
  Json list = Json::array();
  for (size_t k = 0; k < model.cuts().size(); ++k) {
    const graph::Cut& cut = model.cuts()[k];
    list.push_back({{"split", k}, {"tensors", CutJson(model.graph(), cut)}, {"bytes", cut.bytes}});
  }
  return list;
}

std::string Joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string CutText(const graph::Cut& cut) {
  std::vector<std::string> names;
  for (TensorId id : cut.tensors) names.push_back(graph::CutTensorName(id));
  return names.empty() ? "-" : Joined(names, " ");
}

std::string OutputsText(const graph::Graph& graph, const std::vector<TensorId>& ids) {
  std::vector<std::string> texts;
  for (TensorId id : ids) texts.push_back(TensorText(graph.tensors[id].spec));
  return Joined(texts, " ");
}

void PrintTensors(std::ostream& out, const std::string& title, const graph::Graph& graph,
                  const std::vector<TensorId>& ids) {
  for (size_t i = 0; i < ids.size(); ++i) {
    const TensorSpec& spec = graph.tensors[ids[i]].spec;
    out << title << ' ' << i << ": " << graph::CutTensorName(ids[i]) << ' ' << TensorText(spec) << " '"
        << OneLine(spec.name) << "'\n";
  }
}

TextTable LayerTable(const model::Model& model, const std::vector<LayerSummary>& layers) {
  TextTable table({{"split", Align::kRight},
                   {"cut bytes", Align::kRight},
                   {"cut tensors"},
                   {"layer", Align::kRight},
                   {"operators"},
                   {"outputs"},
                   {"MACs", Align::kRight},
                   {"weight bytes", Align::kRight}});
  for (size_t i = 0; i < layers.size(); ++i) {
    const graph::Cut& cut = model.cuts()[i];
    table.AddRow({std::to_string(i), std::to_string(cut.bytes), CutText(cut), std::to_string(i),
                  Joined(layers[i].operators, "+"), OutputsText(model.graph(), layers[i].outputs),
                  std::to_string(layers[i].macs), std::to_string(layers[i].weight_bytes)});
  }
  const graph::Cut& nothing = model.cuts().back();
  table.AddRow({std::to_string(layers.size()), std::to_string(nothing.bytes), CutText(nothing), "", "total", "",
                std::to_string(TotalMacs(layers)), std::to_string(TotalWeightBytes(layers))});
  return table;
}

}  // namespace

std::string ModelName(const std::filesystem::path& path) {
  const std::filesystem::path plain = path.has_filename() ? path : path.parent_path();
  return plain.stem().string();
}

Json InspectionJson(const model::Model& model, const std::string& name) {
  const std::vector<LayerSummary> layers = SummarizeLayers(model);
  return {{"name", name},
          {"sha256", model.sha256()},
          {"macs", TotalMacs(layers)},
          {"weight_bytes", TotalWeightBytes(layers)},
          {"layers", LayersJson(model, layers)},
          {"inputs", TensorsJson(model.graph(), model.graph().inputs)},
          {"outputs", TensorsJson(model.graph(), model.graph().outputs)},
          {"cuts", CutsJson(model)}};
}

void PrintInspection(std::ostream& out, const model::Model& model, const std::string& name) {
  out << "model " << OneLine(name) << ", " << model.layer_count() << " layers, sha256 " << model.sha256() << '\n';
  PrintTensors(out, "input", model.graph(), model.graph().inputs);
  PrintTensors(out, "output", model.graph(), model.graph().outputs);
  out << "Split k runs the layers before its row on the device and sends its cut.\n\n";
  LayerTable(model, SummarizeLayers(model)).Print(out);
}

}  // namespace sciot::app
