"""Our engine agrees with Google's LiteRT interpreter, a program that shares no code with it."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from conftest import CLASSIFIER, DIGITS, check_program

TOLERANCE = 1e-4  # of the largest absolute output


def input_shape(model) -> tuple[int, ...]:
    return tuple(Interpreter(model_path=str(model)).get_input_details()[0]["shape"])


def litert_outputs(model, values: np.ndarray) -> list[np.ndarray]:
    interpreter = Interpreter(model_path=str(model), num_threads=1)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], values)
    interpreter.invoke()
    return [interpreter.get_tensor(detail["index"]).ravel() for detail in interpreter.get_output_details()]


def our_outputs(model, values: np.ndarray, directory, count: int) -> list[np.ndarray]:
    values.astype("<f4").tofile(directory / "input.f32")
    check_program("sciot", "run", model, "--input", directory / "input.f32", "--output-dir", directory)
    return [np.fromfile(directory / f"output_{j}.bin", dtype="<f4") for j in range(count)]


def assert_agree(model, directory, seed: int) -> None:
    values = np.random.default_rng(seed).random(input_shape(model), dtype=np.float32)
    want = litert_outputs(model, values)
    for ours, theirs in zip(our_outputs(model, values, directory, len(want)), want, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * np.abs(theirs).max())


@pytest.mark.parametrize("model", [DIGITS, CLASSIFIER], ids=["digits", "classifier"])
@pytest.mark.parametrize("seed", range(5))
def test_outputs_agree(model, seed, tmp_path):
    assert_agree(model, tmp_path, seed)


def test_layers_taken_apart_agree(tmp_path):
    check_program("sciot", "model", "split", DIGITS, tmp_path / "parts")
    # A file of one layer is a model of its own that LiteRT reads as well.
    for layer in (0, 1, 2, 22, 24):
        assert_agree(tmp_path / "parts" / f"model_{layer}.tflite", tmp_path, seed=layer)


def test_the_joined_directory_is_read_by_litert(tmp_path):
    check_program("sciot", "model", "split", CLASSIFIER, tmp_path / "parts")
    check_program("sciot", "model", "join", tmp_path / "parts", tmp_path / "joined.tflite")
    values = np.random.default_rng(8).random(input_shape(CLASSIFIER), dtype=np.float32)
    for joined, original in zip(
        litert_outputs(tmp_path / "joined.tflite", values), litert_outputs(CLASSIFIER, values), strict=True
    ):
        np.testing.assert_array_equal(joined, original)
