"""Prints what a .tflite file holds: its operators in order, parameters and multiply-accumulates.

    python models/describe.py
"""

import argparse
import math
from collections import Counter
from pathlib import Path

from ai_edge_litert import schema_py_generated as schema

MODEL = Path(__file__).parent / "fomo_digits.tflite"
OPERATOR_NAMES = {code: name for name, code in vars(schema.BuiltinOperator).items() if not name.startswith("_")}


def load_graph(model: Path) -> tuple[schema.ModelT, schema.SubGraphT]:
    """Reads the flatbuffer; returns the model and its only graph."""
    parsed = schema.ModelT.InitFromPackedBuf(model.read_bytes())
    (graph,) = parsed.subgraphs
    return parsed, graph


def name_of(model: schema.ModelT, operator: schema.OperatorT) -> str:
    code = model.operatorCodes[operator.opcodeIndex]
    return OPERATOR_NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)]


def shape_of(graph: schema.SubGraphT, index: int) -> list[int]:
    return [int(size) for size in graph.tensors[index].shape]


def multiply_accumulates(name: str, graph: schema.SubGraphT, operator: schema.OperatorT) -> int:
    """Multiply-accumulates of one convolution, batch 1; 0 for any other operator."""
    output = math.prod(shape_of(graph, operator.outputs[0]))
    if name == "CONV_2D":
        _, height, width, channels = shape_of(graph, operator.inputs[1])
        return output * height * width * channels
    if name == "DEPTHWISE_CONV_2D":
        _, height, width, _ = shape_of(graph, operator.inputs[1])
        return output * height * width
    return 0


def count_parameters(model: schema.ModelT, graph: schema.SubGraphT) -> int:
    """Elements of all constant float32 tensors."""
    weights = [
        tensor
        for tensor in graph.tensors
        if tensor.type == schema.TensorType.FLOAT32 and model.buffers[tensor.buffer].data is not None
    ]
    return sum(math.prod(int(size) for size in tensor.shape) for tensor in weights)


def print_description(model: schema.ModelT, graph: schema.SubGraphT) -> None:
    names = [name_of(model, operator) for operator in graph.operators]
    work = [multiply_accumulates(name, graph, one) for name, one in zip(names, graph.operators)]
    for index, (name, one) in enumerate(zip(names, graph.operators)):
        print(f"{index:3d} {name:18} {str(shape_of(graph, one.outputs[0])):20} {work[index]:9,d} MAC")
    print(", ".join(f"{count} {name}" for name, count in Counter(names).most_common()))
    print(f"{len(names)} operators, {count_parameters(model, graph):,d} parameters, {sum(work):,d} MAC")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL)
    model_path = parser.parse_args().model
    print_description(*load_graph(model_path))
    print(f"{model_path.stat().st_size:,d} bytes")


if __name__ == "__main__":
    main()
