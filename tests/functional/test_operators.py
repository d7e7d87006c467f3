"""Every operator on every type gives what LiteRT gives, on random small models."""

import less_common_models  # noqa: F401  adds its cases to CASES
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from conftest import check_program
from operator_models import CASES, ModelMaker

SEEDS = 20
TOLERANCE = 1e-3  # of the largest absolute output, or of SMALLEST
SMALLEST = 1e-3  # LiteRT itself loses more digits of what cancels below this
MOST_QUANTA = 3
NEAR_SHARE = 0.99  # of the quantised outputs are within one quantum


def litert_outputs(model: bytes, inputs: list[np.ndarray]) -> list[np.ndarray]:
    """By LiteRT's plain kernels: its accelerated ones round quantised sums differently."""
    interpreter = Interpreter(
        model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    )
    interpreter.allocate_tensors()
    for detail, values in zip(interpreter.get_input_details(), inputs, strict=True):
        interpreter.set_tensor(detail["index"], values)
    interpreter.invoke()
    return [interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]


def our_outputs(model: bytes, inputs: list[np.ndarray], directory, like: list[np.ndarray]) -> list[np.ndarray]:
    (directory / "model.tflite").write_bytes(model)
    arguments = []
    for i, values in enumerate(inputs):
        path = directory / f"input_{i}.bin"
        values.tofile(path)
        arguments += ["--input", path]
    check_program("sciot", "run", directory / "model.tflite", *arguments, "--output-dir", directory)
    return [
        np.fromfile(directory / f"output_{j}.bin", dtype=values.dtype).reshape(values.shape)
        for j, values in enumerate(like)
    ]


def quanta_apart(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    return np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).ravel()


@pytest.mark.parametrize(("name", "type_name"), CASES, ids=["-".join(pair) for pair in CASES])
def test_agrees_with_litert(name, type_name, tmp_path):
    """One model holds all cases side by side: a program started once is enough for all."""
    maker = ModelMaker(type_name, np.random.default_rng(SEEDS))
    for seed in range(SEEDS):
        CASES[name, type_name](maker, np.random.default_rng(seed))
    model = maker.build()
    inputs = [maker.values(tensor) for tensor in maker.inputs]
    want = litert_outputs(model, inputs)
    quanta = []
    for ours, theirs in zip(our_outputs(model, inputs, tmp_path, want), want, strict=True):
        if theirs.dtype == np.float32:
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * max(np.abs(theirs).max(), SMALLEST))
        elif theirs.dtype in (np.int8, np.uint8) and name != "CAST":
            quanta.append(quanta_apart(ours, theirs))
            assert quanta[-1].max() <= MOST_QUANTA
        else:
            np.testing.assert_array_equal(ours, theirs)
    if quanta:
        assert np.mean(np.concatenate(quanta) <= 1) >= NEAR_SHARE
