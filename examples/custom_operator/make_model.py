"""Makes threshold.tflite: SQUARE, then the custom operator Threshold with the limit 1.

    build/venv/bin/python3 examples/custom_operator/make_model.py      after scripts/python-env.sh
"""

import struct
from pathlib import Path

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

MODEL = Path(__file__).parent / "threshold.tflite"
LIMIT = 1.0


def tensor(name: bytes) -> schema.TensorT:
    result = schema.TensorT()
    result.name, result.shape, result.type = name, [1, 4], schema.TensorType.FLOAT32
    return result


def code(number: int, custom: bytes | None = None) -> schema.OperatorCodeT:
    result = schema.OperatorCodeT()
    result.builtinCode, result.deprecatedBuiltinCode, result.customCode = number, number, custom
    result.version = 1
    return result


def operator(index: int, source: int, target: int, options: bytes | None = None) -> schema.OperatorT:
    result = schema.OperatorT()
    result.opcodeIndex, result.inputs, result.outputs = index, [source], [target]
    if options is not None:
        result.customOptions = list(options)
    return result


def main() -> None:
    graph = schema.SubGraphT()
    graph.tensors = [tensor(b"values"), tensor(b"squares"), tensor(b"above")]
    graph.operators = [operator(0, 0, 1), operator(1, 1, 2, struct.pack("<f", LIMIT))]
    graph.inputs, graph.outputs = [0], [2]
    model = schema.ModelT()
    model.version, model.subgraphs, model.buffers = 3, [graph], [schema.BufferT()]
    model.operatorCodes = [
        code(schema.BuiltinOperator.SQUARE),
        code(schema.BuiltinOperator.CUSTOM, b"Threshold"),
    ]
    builder = flatbuffers.Builder(256)
    builder.Finish(model.Pack(builder), b"TFL3")
    MODEL.write_bytes(bytes(builder.Output()))


if __name__ == "__main__":
    main()
