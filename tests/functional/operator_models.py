"""Small .tflite models of one operator each, with seeded random shapes and options.

A case is a function of (make, rng): `make` builds the model, `rng` chooses. CASES maps operator and type to it.
The format is written with the schema that LiteRT itself ships.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

TYPES = {
    "float32": (np.float32, schema.TensorType.FLOAT32),
    "float16": (np.float16, schema.TensorType.FLOAT16),
    "int8": (np.int8, schema.TensorType.INT8),
    "uint8": (np.uint8, schema.TensorType.UINT8),
    "int32": (np.int32, schema.TensorType.INT32),
    "int64": (np.int64, schema.TensorType.INT64),
    "bool": (np.bool_, schema.TensorType.BOOL),
}
QUANTIZED = ("int8", "uint8")


@dataclass
class ModelMaker:
    """Builds one model. Tensors are named by their index."""

    type: str
    rng: np.random.Generator
    tensors: list = field(default_factory=list)
    buffers: list = field(default_factory=lambda: [schema.BufferT()])
    codes: list = field(default_factory=list)
    operators: list = field(default_factory=list)
    inputs: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    ranges: dict = field(default_factory=dict)  # of the values an input takes

    @property
    def quantized(self) -> bool:
        return self.type in QUANTIZED

    def tensor(self, shape, type=None, values=None, scale=None, zero=None, axis=0) -> int:
        name = type or self.type
        numpy_type, code = TYPES[name]
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.name = list(map(int, shape)), code, f"t{len(self.tensors)}".encode()
        if scale is not None:
            quantization = schema.QuantizationParametersT()
            quantization.scale = np.atleast_1d(np.asarray(scale, np.float32))
            quantization.zeroPoint = np.broadcast_to(np.asarray(zero or 0, np.int64), quantization.scale.shape)
            quantization.quantizedDimension = axis
            tensor.quantization = quantization
        if values is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(np.asarray(values, numpy_type)).tobytes(), np.uint8)
            self.buffers.append(buffer)
            tensor.buffer = len(self.buffers) - 1
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def data(self, shape, low=-4.0, high=4.0, type=None, like=None) -> int:
        """A model input of the case's type, or of another; quantised ones span low to high."""
        name = type or self.type
        scale, zero = self.scale_of(low, high, name) if name in QUANTIZED else (None, None)
        if like is not None and name in QUANTIZED:
            scale, zero = self.quantization(like)
        tensor = self.tensor(shape, name, scale=scale, zero=zero)
        self.ranges[tensor] = (low, high)
        self.inputs.append(tensor)
        return tensor

    def result(self, shape, low=-4.0, high=4.0, type=None, like=None, scale=None, zero=None) -> int:
        name = type or self.type
        if name in QUANTIZED and scale is None:
            scale, zero = self.quantization(like) if like is not None else self.scale_of(low, high, name)
        tensor = self.tensor(shape, name, scale=scale, zero=zero)
        self.outputs.append(tensor)
        return tensor

    def constant(self, values, type="int32") -> int:
        values = np.asarray(values)
        return self.tensor(values.shape, type, values)

    @staticmethod
    def scale_of(low, high, name):
        low, high = min(low, 0.0), max(high, 0.0)
        scale = np.float32((high - low) / 255)
        lowest = -128 if name == "int8" else 0
        return scale, int(np.clip(round(lowest - low / scale), lowest, lowest + 255))

    def quantization(self, tensor):
        quantization = self.tensors[tensor].quantization
        if quantization is None:
            return None, None
        return float(quantization.scale[0]), int(quantization.zeroPoint[0])

    def operator(self, name, inputs, outputs, options=None, version=1, **fields) -> None:
        code = schema.OperatorCodeT()
        number = getattr(schema.BuiltinOperator, name)
        code.builtinCode, code.deprecatedBuiltinCode, code.version = number, min(number, 127), version
        self.codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.codes) - 1
        operator.inputs, operator.outputs = list(inputs), list(outputs)
        if options is not None:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, options + "T")()
            for key, value in fields.items():
                assert hasattr(operator.builtinOptions, key), key
                setattr(operator.builtinOptions, key, value)
        self.operators.append(operator)

    def custom(self, name, inputs, outputs, options: bytes) -> None:
        code = schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
        code.customCode, code.version = name.encode(), 1
        self.codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.codes) - 1
        operator.inputs, operator.outputs = list(inputs), list(outputs)
        operator.customOptions = np.frombuffer(options, np.uint8)
        self.operators.append(operator)

    def build(self) -> bytes:
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = self.inputs, self.outputs
        model = schema.ModelT()
        model.version, model.subgraphs, model.operatorCodes, model.buffers = 3, [graph], self.codes, self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

    def values(self, tensor) -> np.ndarray:
        """Random values for an input."""
        shape = tuple(self.tensors[tensor].shape)
        code = self.tensors[tensor].type
        name = next(key for key, (_, number) in TYPES.items() if number == code)
        low, high = self.ranges[tensor]
        if name == "float32":
            return self.rng.uniform(low, high, shape).astype(np.float32)
        if name == "bool":
            return self.rng.integers(0, 2, shape).astype(np.bool_)
        if name in QUANTIZED:
            limits = np.iinfo(TYPES[name][0])
            return self.rng.integers(limits.min, limits.max + 1, shape).astype(TYPES[name][0])
        return self.rng.integers(int(low), int(high) + 1, shape).astype(TYPES[name][0])


CASES = {}  # (operator, type): function


def case(*names, types):
    def register(function):
        for name in names:
            for type_name in types.split():
                CASES[name, type_name] = lambda make, rng, name=name: function(make, rng, name)
        return function

    return register


def shape_of(rng, low=1, high=4, most=7) -> list[int]:
    return [int(n) for n in rng.integers(1, most + 1, rng.integers(low, high + 1))]


def image_of(rng, channels=None) -> list[int]:
    return [int(rng.integers(1, 3)), *map(int, rng.integers(3, 12, 2)), int(channels or rng.integers(1, 9))]


def broadcast_pair(rng):
    shape = shape_of(rng)
    other = [1 if rng.random() < 0.3 else n for n in shape][int(rng.integers(0, len(shape))):]
    shape = [1 if rng.random() < 0.2 else n for n in shape]
    pair = [shape, other]
    if rng.random() < 0.5:
        pair.reverse()
    return pair, list(np.broadcast_shapes(*map(tuple, pair)))


def activation_of(rng) -> int:
    kinds = schema.ActivationFunctionType
    return int(rng.choice([kinds.NONE, kinds.RELU, kinds.RELU6, kinds.RELU_N1_TO_1]))


# Elementwise, one input. The ranges are where the function is defined, and what it gives there.
UNARY = {
    "ABS": (-4, 4, 0, 4), "CEIL": (-4, 4, -4, 4), "COS": (-4, 4, -1, 1), "EXP": (-4, 2, 0, 8),
    "FLOOR": (-4, 4, -4, 4), "LOG": (0.1, 9, -3, 3), "NEG": (-4, 4, -4, 4), "ROUND": (-4, 4, -4, 4),
    "RSQRT": (0.3, 9, 0, 2), "SIN": (-4, 4, -1, 1), "SQRT": (0, 9, 0, 3), "SQUARE": (-4, 4, 0, 16),
    "ELU": (-4, 4, -1, 4), "HARD_SWISH": (-4, 4, -0.5, 4), "RELU": (-4, 4, 0, 4), "RELU6": (-4, 9, 0, 6),
    "RELU_N1_TO_1": (-4, 4, -1, 1),
}  # fmt: skip


def unary(make, rng, name):
    low, high, result_low, result_high = UNARY[name]
    shape = shape_of(rng)
    x = make.data(shape, low, high)
    make.operator(name, [x], [make.result(shape, result_low, result_high)])


case(*UNARY, types="float32")(unary)
case("ELU", "RELU", "RELU6", "RELU_N1_TO_1", "HARD_SWISH", types="int8")(unary)
case("RELU", "RELU6", "RELU_N1_TO_1", "HARD_SWISH", types="uint8")(unary)
case("ABS", "NEG", types="int32")(unary)
case("NEG", types="int64")(unary)
case("ABS", "RSQRT", "EXP", "LOG", types="int8")(unary)


@case("LOGISTIC", "TANH", "SOFTMAX", "L2_NORMALIZATION", types="float32 int8 uint8")
def bounded(make, rng, name):
    """Their results have the one scale that the format prescribes."""
    shape = shape_of(rng, 2 if name in ("SOFTMAX", "L2_NORMALIZATION") else 1)
    signed = name in ("TANH", "L2_NORMALIZATION")
    lowest = -128 if make.type == "int8" else 0
    scale, zero = (1 / 128, lowest + 128) if signed else (1 / 256, lowest)
    x = make.data(shape)
    options = {"SOFTMAX": "SoftmaxOptions", "L2_NORMALIZATION": "L2NormOptions"}.get(name)
    fields = {"beta": float(rng.choice([1.0, 0.5]))} if name == "SOFTMAX" else {}
    y = make.result(shape, scale=scale if make.quantized else None, zero=zero)
    make.operator(name, [x], [y], options, **fields)


@case("LEAKY_RELU", types="float32 int8 uint8")
def leaky_relu(make, rng, name):
    shape = shape_of(rng)
    x = make.data(shape)
    make.operator(name, [x], [make.result(shape)], "LeakyReluOptions", alpha=float(rng.uniform(0.01, 0.5)))


@case("GELU", types="float32 int8 uint8")
def gelu(make, rng, name):
    shape = shape_of(rng)
    x = make.data(shape)
    make.operator(name, [x], [make.result(shape)], "GeluOptions", approximate=bool(rng.integers(0, 2)))


@case("PRELU", types="float32 int8 uint8")
def prelu(make, rng, name):
    shape = image_of(rng)
    slopes = [1, 1, shape[3]]
    values = rng.uniform(-0.5, 0.5, slopes).astype(np.float32)
    scale, zero = make.scale_of(-0.5, 0.5, make.type) if make.quantized else (None, None)
    if make.quantized:
        lowest = -128 if make.type == "int8" else 0
        values = np.clip(np.round(values / scale) + zero, lowest, lowest + 255)
    x = make.data(shape)
    alpha = make.tensor(slopes, values=values, scale=scale, zero=zero)
    make.operator(name, [x, alpha], [make.result(shape)])


BINARY = {"ADD": "AddOptions", "SUB": "SubOptions", "MUL": "MulOptions", "DIV": "DivOptions"}


def arithmetic(make, rng, name):
    (a, b), shape = broadcast_pair(rng)
    positive = name == "DIV"
    left = make.data(a)
    right = make.data(b, 1.0 if positive else -4.0, 4.0)
    if positive and make.type == "float32" or not positive:
        fields = {"fusedActivationFunction": activation_of(rng)}
    else:
        fields = {}
    reach = {"MUL": 16, "DIV": 4}.get(name, 8)
    make.operator(name, [left, right], [make.result(shape, -reach, reach)], BINARY[name], **fields)


case("ADD", "SUB", "MUL", types="float32 int8 uint8 int32")(arithmetic)
case("ADD", "SUB", "MUL", types="int64")(arithmetic)
case("DIV", types="float32 int32")(arithmetic)


@case("MAXIMUM", "MINIMUM", types="float32 int8 uint8 int32 int64")
def extremum(make, rng, name):
    (a, b), shape = broadcast_pair(rng)
    left = make.data(a)
    right = make.data(b, like=left)
    make.operator(name, [left, right], [make.result(shape, like=left)], "MaximumMinimumOptions")


@case("SQUARED_DIFFERENCE", types="float32 int8 int32")
def squared_difference(make, rng, name):
    (a, b), shape = broadcast_pair(rng)
    left, right = make.data(a), make.data(b)
    make.operator(name, [left, right], [make.result(shape, 0, 64)], "SquaredDifferenceOptions")


@case("FLOOR_DIV", "FLOOR_MOD", "POW", types="float32 int32")
def integer_like(make, rng, name):
    (a, b), shape = broadcast_pair(rng)
    left = make.data(a, 1 if name == "POW" else -9, 9)
    right = make.data(b, 1, 4)
    make.operator(name, [left, right], [make.result(shape)])


@case("LESS", "GREATER", "EQUAL", "LESS_EQUAL", "GREATER_EQUAL", "NOT_EQUAL", types="float32 int8 uint8 int32 int64")
def comparison(make, rng, name):
    (a, b), shape = broadcast_pair(rng)
    left = make.data(a, -2, 2)
    right = make.data(b, -2, 2, like=left)
    make.operator(name, [left, right], [make.result(shape, type="bool")])


@case("EQUAL", "NOT_EQUAL", "LOGICAL_AND", "LOGICAL_OR", types="bool")
def logical(make, rng, name):
    (a, b), shape = broadcast_pair(rng)
    left, right = make.data(a), make.data(b)
    make.operator(name, [left, right], [make.result(shape)])


@case("LOGICAL_NOT", types="bool")
def logical_not(make, rng, name):
    shape = shape_of(rng)
    x = make.data(shape)
    make.operator(name, [x], [make.result(shape)])


@case("SELECT", "SELECT_V2", types="float32 int8 uint8 int32 int64 bool")
def select(make, rng, name):
    shape = shape_of(rng, 2)
    condition = [shape[0]] if name == "SELECT" and rng.random() < 0.5 else shape
    if name == "SELECT_V2" and rng.random() < 0.5:
        condition = [1] * (len(shape) - 1) + shape[-1:]
    choice = make.data(condition, type="bool")
    left = make.data(shape)
    right = make.data(shape, like=left)
    make.operator(name, [choice, left, right], [make.result(shape, like=left)])


# Operators that only move elements.
ANY = "float32 int8 uint8 int32 int64 bool"


def moved(make, name, shape, result, others=(), options=None, data_at=0, **fields):
    x = make.data(shape)
    inputs = list(others)
    inputs.insert(data_at, x)
    make.operator(name, inputs, [make.result(result, like=x)], options, **fields)


@case("RESHAPE", types=ANY)
def reshape(make, rng, name):
    shape = shape_of(rng, 2)
    result = [int(np.prod(shape[:2])), *shape[2:]] if rng.random() < 0.5 else [1, int(np.prod(shape))]
    moved(make, name, shape, result, [make.constant(result)], "ReshapeOptions", newShape=result)


@case("SQUEEZE", types="float32 int8 uint8 int32")
def squeeze(make, rng, name):
    shape = shape_of(rng, 2)
    shape[0] = 1
    moved(make, name, shape, shape[1:], [], "SqueezeOptions", squeezeDims=[0])


@case("EXPAND_DIMS", types="float32 int8 uint8 int32")
def expand_dims(make, rng, name):
    shape = shape_of(rng, 1, 3)
    axis = int(rng.integers(0, len(shape) + 1))
    moved(make, name, shape, [*shape[:axis], 1, *shape[axis:]], [make.constant(axis)])


@case("TRANSPOSE", types="float32 int8 uint8 int32 int64 bool")
def transpose(make, rng, name):
    shape = shape_of(rng, 2)
    order = rng.permutation(len(shape))
    moved(make, name, shape, [shape[i] for i in order], [make.constant(order)])


@case("TILE", types="float32 int8 uint8 int32 int64 bool")
def tile(make, rng, name):
    shape = shape_of(rng)
    multiples = rng.integers(1, 4, len(shape))
    moved(make, name, shape, [int(n * m) for n, m in zip(shape, multiples)], [make.constant(multiples)])


@case("BROADCAST_TO", types="float32 int8 uint8 int32 int64 bool")
def broadcast_to(make, rng, name):
    result = shape_of(rng, 2)
    shape = [1 if rng.random() < 0.4 else n for n in result]
    moved(make, name, shape, result, [make.constant(result)], version=2)


@case("SLICE", types=ANY)
def slice_case(make, rng, name):
    shape = shape_of(rng)
    begin = [int(rng.integers(0, n)) for n in shape]
    size = [int(rng.integers(1, n - b + 1)) for n, b in zip(shape, begin)]
    asked = [-1 if b + s == n and rng.random() < 0.5 else s for n, b, s in zip(shape, begin, size)]
    moved(make, name, shape, size, [make.constant(begin), make.constant(asked)])


@case("STRIDED_SLICE", types=ANY)
def strided_slice(make, rng, name):
    shape = shape_of(rng)
    begin, end, strides, result = [], [], [], []
    masks = {"beginMask": 0, "endMask": 0, "shrinkAxisMask": 0}
    for i, n in enumerate(shape):
        stride = int(rng.choice([1, 2, -1]))
        first = int(rng.integers(0, n))
        last = int(rng.integers(first + 1, n + 1)) if stride > 0 else int(rng.integers(-1, first))
        taken = np.arange(n)[slice(first, None if last < 0 else last, stride)]
        if rng.random() < 0.2 and len(shape) > 1:
            masks["shrinkAxisMask"] |= 1 << i
            begin, end, strides = [*begin, first - n], [*end, first - n + 1], [*strides, 1]
            continue
        if last < 0 or rng.random() < 0.2:
            masks["endMask"] |= 1 << i
            taken = np.arange(n)[slice(first, None, stride)]
            last = 0
        if rng.random() < 0.2:
            masks["beginMask"] |= 1 << i
            stop = None if masks["endMask"] >> i & 1 else last
            taken = np.arange(n)[slice(None, stop, stride)]
            if not len(taken):
                masks["beginMask"] &= ~(1 << i)
                taken = np.arange(n)[slice(first, stop, stride)]
        begin, end, strides, result = [*begin, first], [*end, last], [*strides, stride], [*result, len(taken)]
    others = [make.constant(begin), make.constant(end), make.constant(strides)]
    moved(make, name, shape, result, others, "StridedSliceOptions", **masks)


@case("SPLIT", types="float32 int8 uint8 int32 int64")
def split(make, rng, name):
    shape = shape_of(rng)
    axis, parts = int(rng.integers(0, len(shape))), int(rng.integers(1, 4))
    piece = list(shape)
    shape[axis] *= parts
    x = make.data(shape)
    outputs = [make.result(piece, like=x) for _ in range(parts)]
    make.operator(name, [make.constant(axis - len(shape)), x], outputs, "SplitOptions", numSplits=parts)


@case("SPLIT_V", types="float32 int8 uint8 int32 int64")
def split_v(make, rng, name):
    shape = shape_of(rng)
    axis = int(rng.integers(0, len(shape)))
    sizes = [int(n) for n in rng.integers(1, 5, rng.integers(1, 4))]
    shape[axis] = sum(sizes)
    x = make.data(shape)
    outputs = [make.result([*shape[:axis], n, *shape[axis + 1:]], like=x) for n in sizes]
    asked = [*sizes[:-1], -1] if rng.random() < 0.5 else sizes
    make.operator(name, [x, make.constant(asked), make.constant(axis)], outputs, "SplitVOptions", numSplits=len(sizes))


@case("PACK", types="float32 int8 uint8 int32 int64")
def pack(make, rng, name):
    shape, count = shape_of(rng, 1, 3), int(rng.integers(1, 4))
    axis = int(rng.integers(0, len(shape) + 1))
    first = make.data(shape)
    inputs = [first, *(make.data(shape, like=first) for _ in range(count - 1))]
    result = make.result([*shape[:axis], count, *shape[axis:]], like=first)
    make.operator(name, inputs, [result], "PackOptions", valuesCount=count, axis=axis)


@case("UNPACK", types="float32 int8 uint8 int32 bool")
def unpack(make, rng, name):
    shape = shape_of(rng, 2)
    axis = int(rng.integers(0, len(shape)))
    x = make.data(shape)
    outputs = [make.result([*shape[:axis], *shape[axis + 1:]], like=x) for _ in range(shape[axis])]
    make.operator(name, [x], outputs, "UnpackOptions", num=shape[axis], axis=axis)


@case("CONCATENATION", types="float32 int8 uint8 int32 int64 bool")
def concatenation(make, rng, name):
    shape = shape_of(rng)
    axis = int(rng.integers(0, len(shape)))
    first = make.data(shape)
    inputs, total = [first], shape[axis]
    for size in rng.integers(1, 4, rng.integers(1, 4)):
        part = [*shape[:axis], int(size), *shape[axis + 1:]]
        inputs.append(make.data(part, -2, 2) if make.type == "uint8" else make.data(part, like=first))
        total += int(size)
    result = make.result([*shape[:axis], total, *shape[axis + 1:]], like=first)
    make.operator(name, inputs, [result], "ConcatenationOptions", axis=axis)


@case("GATHER", types="float32 int8 uint8 int32 int64 bool")
def gather(make, rng, name):
    shape = shape_of(rng)
    axis = int(rng.integers(0, len(shape)))
    batch = int(rng.integers(0, min(axis, 1) + 1))
    indices = [*shape[:batch], *shape_of(rng, 1, 2, 4)]
    chosen = make.tensor(indices, "int32", rng.integers(0, shape[axis], indices))
    result = [*shape[:axis], *indices[batch:], *shape[axis + 1:]]
    moved(make, name, shape, result, [chosen], "GatherOptions", axis=axis, batchDims=batch)


@case("DEPTH_TO_SPACE", types="float32 int8 uint8 int32 int64")
def depth_to_space(make, rng, name):
    n, h, w, c = image_of(rng)
    b = int(rng.integers(1, 4))
    moved(make, name, [n, h, w, c * b * b], [n, h * b, w * b, c], [], "DepthToSpaceOptions", blockSize=b)


@case("SPACE_TO_DEPTH", types="float32 int8 uint8 int32 int64")
def space_to_depth(make, rng, name):
    n, h, w, c = image_of(rng)
    b = int(rng.integers(1, 4))
    moved(make, name, [n, h * b, w * b, c], [n, h, w, c * b * b], [], "SpaceToDepthOptions", blockSize=b)


def paddings_of(rng, shape, most):
    before = [int(rng.integers(0, min(n, most) + 1)) for n in shape]
    after = [int(rng.integers(0, min(n, most) + 1)) for n in shape]
    return np.stack([before, after], 1), [b + n + a for b, n, a in zip(before, shape, after)]


@case("PAD", types="float32 int8 uint8 int32 int64 bool")
def pad(make, rng, name):
    shape = shape_of(rng)
    paddings, result = paddings_of(rng, shape, 3)
    moved(make, name, shape, result, [make.constant(paddings)])


@case("PADV2", types="float32 int8 uint8 int32 int64")
def pad_v2(make, rng, name):
    shape = shape_of(rng)
    paddings, result = paddings_of(rng, shape, 3)
    x = make.data(shape)
    scale, zero = make.quantization(x)
    value = make.tensor([1], values=[int(rng.integers(0, 9))], scale=scale, zero=zero)
    make.operator(name, [x, make.constant(paddings), value], [make.result(result, like=x)])


@case("MIRROR_PAD", types="float32 int8 uint8 int32 int64")
def mirror_pad(make, rng, name):
    shape = [n + 1 for n in shape_of(rng)]
    mode = int(rng.integers(0, 2))
    paddings, result = paddings_of(rng, [n - (1 - mode) for n in shape], 3)
    result = [r + (1 - mode) for r in result]
    moved(make, name, shape, result, [make.constant(paddings)], "MirrorPadOptions", mode=mode)


def resize(make, rng, name):
    n, h, w, c = image_of(rng)
    size = [int(k) for k in rng.integers(2, 20, 2)]
    align, half = [(False, False), (True, False), (False, True)][int(rng.integers(0, 3))]
    options = "ResizeBilinearOptions" if name == "RESIZE_BILINEAR" else "ResizeNearestNeighborOptions"
    moved(make, name, [n, h, w, c], [n, *size, c], [make.constant(size)], options,
          alignCorners=align, halfPixelCenters=half)  # fmt: skip


case("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", types="float32 int8 uint8")(resize)


REDUCE = "MEAN SUM REDUCE_MAX REDUCE_MIN REDUCE_PROD".split()


def reduce(make, rng, name):
    shape = shape_of(rng, 1, 4, 5)
    axes = sorted(rng.choice(len(shape), int(rng.integers(1, len(shape) + 1)), replace=False))
    keep = bool(rng.integers(0, 2))
    result = [1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes]
    x = make.data(shape)
    folded = int(np.prod([shape[i] for i in axes]))
    same = name in ("REDUCE_MAX", "REDUCE_MIN")
    reach = 4 if name == "MEAN" else 4 * folded
    y = make.result(result, like=x) if same else make.result(result, -reach, reach)
    make.operator(name, [x, make.constant(axes)], [y], "ReducerOptions", keepDims=keep)


case(*REDUCE, types="float32")(reduce)
case("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", types="int8 uint8")(reduce)
case("SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", types="int32 int64")(reduce)


@case("ARG_MAX", "ARG_MIN", types="float32 int8 uint8 int32")
def arg_min_max(make, rng, name):
    shape = shape_of(rng, 2)
    axis = int(rng.integers(0, len(shape)))
    kind = str(rng.choice(["int32", "int64"]))
    x = make.data(shape)
    y = make.result([*shape[:axis], *shape[axis + 1:]], type=kind)
    options = "ArgMaxOptions" if name == "ARG_MAX" else "ArgMinOptions"
    make.operator(name, [x, make.constant(axis)], [y], options, outputType=TYPES[kind][1])


@case("BATCH_MATMUL", types="float32 int8")
def batch_matmul(make, rng, name):
    (a, b), batch = broadcast_pair(rng)
    a, b, batch = a[-2:], b[-2:], batch[-2:]
    rows, depth, columns = map(int, rng.integers(1, 8, 3))
    swap = [bool(k) for k in rng.integers(0, 2, 2)]
    x = make.data([*a, *((depth, rows) if swap[0] else (rows, depth))], -1, 1)
    y = make.data([*b, *((columns, depth) if swap[1] else (depth, columns))], -1, 1)
    z = make.result([*batch, rows, columns], -3, 3)
    make.operator(name, [x, y], [z], "BatchMatMulOptions", adjX=swap[0], adjY=swap[1])


@case("CAST", types="float32 int8 uint8 int32 int64 bool")
def cast(make, rng, name):
    shape = shape_of(rng)
    kind = str(rng.choice(["float32", "int32", "int64", "uint8", "bool"]))
    x = make.tensor(shape)
    make.ranges[x] = (0, 100)
    make.inputs.append(x)
    y = make.tensor(shape, kind)
    make.outputs.append(y)
    make.operator(name, [x], [y], "CastOptions", inDataType=TYPES[make.type][1], outDataType=TYPES[kind][1])


@case("QUANTIZE", types="float32 int8 uint8")
def quantize(make, rng, name):
    shape = shape_of(rng)
    x = make.data(shape)
    kind = str(rng.choice(QUANTIZED))
    make.operator(name, [x], [make.result(shape, -3, 5, type=kind)])


@case("DEQUANTIZE", types="int8 uint8")
def dequantize(make, rng, name):
    shape = shape_of(rng)
    x = make.data(shape)
    make.operator(name, [x], [make.result(shape, type="float32")])


def window_of(rng, padding, size, kernel, stride, dilation=1):
    reach = (kernel - 1) * dilation + 1
    if padding == schema.Padding.SAME:
        return -(-size // stride)
    return (size - reach) // stride + 1


@case("AVERAGE_POOL_2D", "MAX_POOL_2D", types="float32 int8 uint8")
def pool(make, rng, name):
    shape = image_of(rng)
    kernel, stride = [int(k) for k in rng.integers(1, 4, 2)], [int(k) for k in rng.integers(1, 4, 2)]
    padding = int(rng.integers(0, 2))
    rows, columns = (window_of(rng, padding, shape[i + 1], kernel[i], stride[i]) for i in range(2))
    x = make.data(shape)
    y = make.result([shape[0], rows, columns, shape[3]], like=x)
    make.operator(name, [x], [y], "Pool2DOptions", padding=padding, strideH=stride[0], strideW=stride[1],
                  filterHeight=kernel[0], filterWidth=kernel[1], fusedActivationFunction=activation_of(rng))  # fmt: skip


def weights(make, rng, shape, channels, axis, data, depth):
    """Filter and bias constants, and the reach of the result."""
    values = rng.uniform(-1, 1, shape).astype(np.float32)
    bias = rng.uniform(-1, 1, channels).astype(np.float32)
    if make.type == "float32":
        return make.tensor(shape, values=values), make.tensor([channels], values=bias), None
    data_scale, _ = make.quantization(data)
    if make.type == "int8":
        per_channel = bool(rng.integers(0, 2))
        scales = rng.uniform(0.5, 1, channels if per_channel else 1).astype(np.float32) / 127
        filter_ = make.tensor(shape, values=rng.integers(-127, 128, shape), scale=scales, zero=0, axis=axis)
    else:
        scales = np.float32([1 / 127])
        filter_ = make.tensor(shape, values=rng.integers(0, 256, shape), scale=scales, zero=128)
    stored = np.round(bias / (data_scale * scales))
    return filter_, make.tensor([channels], "int32", stored, scale=data_scale * scales, zero=0), 4 * np.sqrt(depth)


@case("CONV_2D", "DEPTHWISE_CONV_2D", types="float32 int8 uint8")
def convolution(make, rng, name):
    shape = image_of(rng)
    shape[1:3] = [n + 6 for n in shape[1:3]]
    kernel, stride = [int(k) for k in rng.integers(1, 4, 2)], [int(k) for k in rng.integers(1, 4, 2)]
    dilation = [1, 1] if make.type == "uint8" or name != "CONV_2D" else [int(k) for k in rng.integers(1, 3, 2)]
    if max(dilation) > 1:
        stride = [1, 1]
    padding = int(rng.integers(0, 2))
    rows, columns = (window_of(rng, padding, shape[i + 1], kernel[i], stride[i], dilation[i]) for i in range(2))
    x = make.data(shape)
    if name == "CONV_2D":
        channels = int(rng.integers(1, 9))
        filter_shape, axis, depth = [channels, *kernel, shape[3]], 0, kernel[0] * kernel[1] * shape[3]
        options, fields = "Conv2DOptions", {}
    else:
        multiplier = int(rng.integers(1, 3))
        channels = shape[3] * multiplier
        filter_shape, axis, depth = [1, *kernel, channels], 3, kernel[0] * kernel[1]
        options, fields = "DepthwiseConv2DOptions", {"depthMultiplier": multiplier}
    filter_, bias, reach = weights(make, rng, filter_shape, channels, axis, x, depth)
    y = make.result([shape[0], rows, columns, channels], -(reach or 1), reach or 1)
    make.operator(name, [x, filter_, bias], [y], options, padding=padding, strideH=stride[0], strideW=stride[1],
                  dilationHFactor=dilation[0], dilationWFactor=dilation[1],
                  fusedActivationFunction=activation_of(rng), **fields)  # fmt: skip


@case("TRANSPOSE_CONV", types="float32 int8 uint8")
def transpose_conv(make, rng, name):
    n, h, w, c = image_of(rng)
    kernel, stride = [int(k) for k in rng.integers(1, 5, 2)], [int(k) for k in rng.integers(1, 4, 2)]
    padding = int(rng.integers(0, 2))
    same = padding == schema.Padding.SAME
    result = [size * s if same else (size - 1) * s + max(k, s) for size, s, k in zip((h, w), stride, kernel)]
    if not same:
        kernel = [max(k, s) for k, s in zip(kernel, stride)]
    channels = int(rng.integers(1, 6))
    x = make.data([n, h, w, c])
    filter_, bias, reach = weights(make, rng, [channels, *kernel, c], channels, 0, x, kernel[0] * kernel[1] * c)
    y = make.result([n, *result, channels], -(reach or 1), reach or 1)
    make.operator(name, [make.constant([n, *result, channels]), filter_, x, bias], [y], "TransposeConvOptions",
                  padding=padding, strideH=stride[0], strideW=stride[1])  # fmt: skip


@case("FULLY_CONNECTED", types="float32 int8 uint8")
def fully_connected(make, rng, name):
    rows, depth, channels = map(int, rng.integers(1, 20, 3))
    x = make.data([rows, depth])
    filter_, bias, reach = weights(make, rng, [channels, depth], channels, 0, x, depth)
    y = make.result([rows, channels], -(reach or 1), reach or 1)
    make.operator(name, [x, filter_, bias], [y], "FullyConnectedOptions", fusedActivationFunction=activation_of(rng))
