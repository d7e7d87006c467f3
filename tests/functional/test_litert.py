"""Our engine agrees with Google's LiteRT interpreter, a program that shares no code with it."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from conftest import DIGITS, check_program

TOLERANCE = 1e-4  # of the largest absolute output


def litert_output(model, values: np.ndarray) -> np.ndarray:
    interpreter = Interpreter(model_path=str(model), num_threads=1)
    interpreter.allocate_tensors()
    detail = interpreter.get_input_details()[0]
    interpreter.set_tensor(detail["index"], values.reshape(detail["shape"]))
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).ravel()


def our_output(model, values: np.ndarray, directory) -> np.ndarray:
    values.astype("<f4").tofile(directory / "input.f32")
    check_program("sciot", "run", model, "--input", directory / "input.f32", "--output-dir", directory)
    return np.fromfile(directory / "output_0.bin", dtype="<f4")


def assert_agree(model, values: np.ndarray, directory) -> None:
    want = litert_output(model, values)
    got = our_output(model, values, directory)
    np.testing.assert_allclose(got, want, rtol=0, atol=TOLERANCE * np.abs(want).max())


@pytest.mark.parametrize("seed", range(5))
def test_random_pixels(seed, tmp_path):
    values = np.random.default_rng(seed).random(96 * 96 * 3, dtype=np.float32)
    assert_agree(DIGITS, values, tmp_path)


def test_layers_taken_apart_agree(tmp_path):
    check_program("sciot", "model", "split", DIGITS, tmp_path / "parts")
    values = np.random.default_rng(7).random(96 * 96 * 3, dtype=np.float32)
    # A file of one layer is a model of its own that LiteRT reads as well.
    first = tmp_path / "parts" / "model_0.tflite"
    assert_agree(first, values, tmp_path)


def test_the_joined_directory_is_read_by_litert(tmp_path):
    check_program("sciot", "model", "split", DIGITS, tmp_path / "parts")
    check_program("sciot", "model", "join", tmp_path / "parts", tmp_path / "joined.tflite")
    values = np.random.default_rng(8).random(96 * 96 * 3, dtype=np.float32)
    np.testing.assert_array_equal(litert_output(tmp_path / "joined.tflite", values), litert_output(DIGITS, values))


