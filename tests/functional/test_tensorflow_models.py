"""Models made by TensorFlow's converter (scripts/tensorflow-models.sh): LiteRT's numbers, and cut anywhere."""

import json
from collections import Counter
from functools import cache

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from conftest import SOURCE, check_program, check_refusal

ALL = sorted((SOURCE / "build" / "tensorflow-models").glob("*.tflite"))
# Made for batches of any size, which go into other dimensions than the first: LiteRT finds such shapes at run time.
# The operator at which each is refused.
RUN_TIME_SHAPES = {"dilated_net": "SPACE_TO_BATCH_ND", "sound_net": "SPACE_TO_BATCH_ND", "transformer": "RESHAPE"}
DYNAMIC = {path: says for path in ALL for name, says in RUN_TIME_SHAPES.items() if path.stem == f"network-{name}-batch"}
MODELS = [path for path in ALL if path not in DYNAMIC]
NETWORKS = [path for path in MODELS if path.name.startswith("network-")]
FAMILIES = [path for path in MODELS if path.name.startswith("operators-")]
SEEDS = 20
TOLERANCE = 1e-3  # of the largest absolute output, or of SMALLEST
SMALLEST = 1e-3
MOST_QUANTA = 3
NEAR_SHARE = 0.99
OPERATOR_NAMES = {code: name for name, code in vars(schema.BuiltinOperator).items() if not name.startswith("_")}

# What the converter makes of 20 branches each; the same operator may come out of others too.
WITH_WEIGHTS = ("CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "FULLY_CONNECTED")
QUANTISED = (
    *WITH_WEIGHTS, "ADD", "SUB", "MUL", "MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE", "AVERAGE_POOL_2D", "MAX_POOL_2D",
    "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "LEAKY_RELU", "PRELU", "GELU", "TANH", "LOGISTIC", "SOFTMAX",
    "MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "ARG_MAX", "ARG_MIN", "TRANSPOSE", "TILE", "SLICE", "STRIDED_SLICE",
    "SPLIT", "SPLIT_V", "PACK", "UNPACK", "CONCATENATION", "GATHER", "PAD", "PADV2", "MIRROR_PAD", "DEPTH_TO_SPACE",
    "SPACE_TO_DEPTH", "BATCH_MATMUL", "QUANTIZE", "DEQUANTIZE", "ABS", "RSQRT", "LESS", "GREATER",
)  # fmt: skip
FLOAT32 = (
    *(name for name in QUANTISED if name not in ("QUANTIZE", "DEQUANTIZE")), "DIV", "ELU", "HARD_SWISH", "RELU_N1_TO_1",
    "CAST", "NEG", "SQRT", "EXP", "LOG", "SQUARE", "FLOOR", "EQUAL", "SELECT_V2", "L2_NORMALIZATION", "RESHAPE",
)  # fmt: skip


@cache
def model_of(path) -> schema.ModelT:
    return schema.ModelT.InitFromPackedBuf(path.read_bytes())


@cache
def operators_of(path) -> Counter:
    model = model_of(path)
    codes = [OPERATOR_NAMES[max(code.builtinCode, code.deprecatedBuiltinCode)] for code in model.operatorCodes]
    return Counter(codes[operator.opcodeIndex] for operator in model.subgraphs[0].operators)


def count(suffix: str) -> Counter:
    return sum((operators_of(path) for path in FAMILIES if path.stem.endswith("-" + suffix)), Counter())


@pytest.mark.parametrize(
    ("suffix", "names"),
    [("float32", FLOAT32), ("int8", QUANTISED), ("float16", WITH_WEIGHTS), ("hybrid", WITH_WEIGHTS)],
)
def test_the_operators_are_there(suffix, names):
    assert NETWORKS, "run scripts/tensorflow-models.sh"
    counted = count(suffix)
    counted["SELECT_V2"] += counted["SELECT"]  # what the converter makes of operands of one shape
    assert {name: counted[name] for name in names if counted[name] < SEEDS} == {}


def random_inputs(interpreter) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    inputs = []
    for detail in interpreter.get_input_details():
        if detail["dtype"] == np.float32:
            inputs.append(rng.uniform(-1, 1, detail["shape"]).astype(np.float32))
        else:
            limits = np.iinfo(detail["dtype"])
            inputs.append(rng.integers(limits.min, limits.max + 1, detail["shape"]).astype(detail["dtype"]))
    return inputs


def litert_outputs(path):
    """Inputs, and outputs by LiteRT: single operators by its plain kernels, which have all of them, networks by default."""
    resolvers = OpResolverType
    plain = path.name.startswith("operators-")
    interpreter = Interpreter(
        model_path=str(path),
        num_threads=1,
        experimental_op_resolver_type=resolvers.BUILTIN_WITHOUT_DEFAULT_DELEGATES if plain else resolvers.AUTO,
    )
    interpreter.allocate_tensors()
    inputs = random_inputs(interpreter)
    for detail, values in zip(interpreter.get_input_details(), inputs, strict=True):
        interpreter.set_tensor(detail["index"], values)
    interpreter.invoke()
    return inputs, [interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]


def our_outputs(path, inputs, directory, like) -> list[np.ndarray]:
    arguments = []
    for i, values in enumerate(inputs):
        values.tofile(directory / f"input_{i}.bin")
        arguments += ["--input", directory / f"input_{i}.bin"]
    check_program("sciot", "run", path, *arguments, "--output-dir", directory)
    return [
        np.fromfile(directory / f"output_{j}.bin", dtype=values.dtype).reshape(values.shape)
        for j, values in enumerate(like)
    ]


def quantum_of_output(path, index: int) -> float:
    """The scale that a float output had before it was dequantised; 0 for one that was never quantised."""
    graph = model_of(path).subgraphs[0]
    for operator in graph.operators:
        if graph.outputs[index] in operator.outputs:
            quantization = graph.tensors[operator.inputs[0]].quantization
            scaled = quantization is not None and quantization.scale is not None and len(quantization.scale) == 1
            return float(quantization.scale[0]) if scaled else 0.0
    return 0.0


def steps_apart(path, index: int, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """How many quanta lie between two quantised outputs."""
    if theirs.dtype == np.float32:
        return np.abs(ours - theirs).ravel() / quantum_of_output(path, index)
    return np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).ravel()


def is_quantised(path, index: int, values: np.ndarray) -> bool:
    return values.dtype == np.int8 or (values.dtype == np.float32 and quantum_of_output(path, index) > 0)


@pytest.mark.parametrize("path", MODELS, ids=[path.stem for path in MODELS])
def test_agrees_with_litert(path, tmp_path):
    inputs, want = litert_outputs(path)
    steps, truths = [], []
    for index, (ours, theirs) in enumerate(zip(our_outputs(path, inputs, tmp_path, want), want, strict=True)):
        if is_quantised(path, index, theirs):
            steps.append(steps_apart(path, index, ours, theirs))
            assert steps[-1].max() <= MOST_QUANTA + TOLERANCE
        elif theirs.dtype == np.float32:
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * max(np.abs(theirs).max(), SMALLEST))
        elif theirs.dtype == np.bool_ and "-int8" in path.stem:
            truths.append((ours == theirs).ravel())  # LiteRT rounds both sides of a comparison
        else:
            np.testing.assert_array_equal(ours, theirs)
    if truths:
        assert np.mean(np.concatenate(truths)) >= NEAR_SHARE
    if steps:
        assert np.mean(np.concatenate(steps) <= 1 + TOLERANCE) >= NEAR_SHARE


@pytest.mark.parametrize("path", NETWORKS, ids=[path.stem for path in NETWORKS])
def test_every_split_is_byte_identical(path):
    report = json.loads(check_program("sciot", "run", path, "--check-splits", "--json"))
    assert report["splits"]["identical"] == report["splits"]["checked"] > 1


@pytest.mark.parametrize("path", DYNAMIC, ids=[path.stem for path in DYNAMIC])
def test_shapes_known_at_run_time_only_are_refused(path):
    check_refusal("sciot", "run", path, exit_code=1, says=f"({DYNAMIC[path]})")


def test_float16_weights_are_no_layers():
    """The DEQUANTIZE of each constant is folded at load."""
    for path in NETWORKS:
        if path.stem.endswith("-float16"):
            layers = json.loads(check_program("sciot", "model", "inspect", path, "--json"))["layers"]
            assert "DEQUANTIZE" in operators_of(path)
            assert not any("DEQUANTIZE" in layer["name"] for layer in layers)


def test_shapes_computed_from_the_batch_are_no_layers():
    folded = 0
    for path in NETWORKS:
        if path.stem.endswith("-batch") and "SHAPE" in operators_of(path):
            layers = json.loads(check_program("sciot", "model", "inspect", path, "--json"))["layers"]
            assert not any(layer["name"] == "SHAPE" for layer in layers)
            packed = [layer["outputs"][0]["datatype"] for layer in layers if layer["name"] == "PACK"]
            assert set(packed) <= {"FP32"}  # steps of a recurrence, not dimensions
            folded += 1
    assert folded > 0
