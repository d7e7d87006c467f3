"""Trained models of others: what LiteRT runs, we run, with the same result, and cut anywhere."""

import json

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from conftest import check_program, check_refusal
from npm_models import PACKAGES, all_models, is_run_by_litert

TOLERANCE = 1e-3  # of the largest absolute output
MOST_LAYERS_TO_CUT = 200  # every split of a larger model takes a minute
MODELS = all_models()


def test_the_models_are_there():
    assert len(MODELS) >= 20, f"run scripts/npm-models.sh; {PACKAGES} holds {len(MODELS)}"


@pytest.fixture(params=MODELS)
def model(request, tmp_path):
    path = tmp_path / request.param
    path.write_bytes(MODELS[request.param])
    return path


def test_agrees_with_litert(model, tmp_path):
    if not is_run_by_litert(model.read_bytes()):
        check_refusal("sciot", "run", model, exit_code=1, says="CUSTOM 'Landmarks2TransformMatrix' is not supported")
        return
    interpreter = Interpreter(model_path=str(model), num_threads=1)
    interpreter.allocate_tensors()
    rng = np.random.default_rng(4)
    arguments = []
    for i, detail in enumerate(interpreter.get_input_details()):
        values = rng.random(detail["shape"], dtype=np.float32)
        interpreter.set_tensor(detail["index"], values)
        values.tofile(tmp_path / f"input_{i}.bin")
        arguments += ["--input", tmp_path / f"input_{i}.bin"]
    interpreter.invoke()
    check_program("sciot", "run", model, *arguments, "--output-dir", tmp_path)
    for j, detail in enumerate(interpreter.get_output_details()):
        theirs = interpreter.get_tensor(detail["index"]).ravel()
        ours = np.fromfile(tmp_path / f"output_{j}.bin", dtype=np.float32)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * np.abs(theirs).max())


def test_every_split_is_byte_identical(model):
    if not is_run_by_litert(model.read_bytes()):
        pytest.skip("a model with custom operators that neither runs")
    layers = len(json.loads(check_program("sciot", "model", "inspect", model, "--json"))["layers"])
    if layers > MOST_LAYERS_TO_CUT:
        pytest.skip(f"{layers} layers")
    report = json.loads(check_program("sciot", "run", model, "--check-splits", "--json"))
    assert report["splits"]["identical"] == layers + 1


@pytest.mark.parametrize("name", ["palm_detection_lite.tflite", "pose_detection.tflite", "selfie_segmentation.tflite"])
def test_a_model_taken_apart_and_joined_is_the_same(name, tmp_path):
    """Float16 and sparse constants go with the layers that read them."""
    model = tmp_path / name
    model.write_bytes(MODELS[name])
    check_program("sciot", "model", "split", model, tmp_path / "parts")
    values = tmp_path / "input.bin"
    shape = Interpreter(model_path=str(model)).get_input_details()[0]["shape"]
    np.random.default_rng(2).random(shape, dtype=np.float32).tofile(values)
    for run, path in (("whole", model), ("joined", tmp_path / "parts")):
        check_program("sciot", "run", path, "--input", values, "--output-dir", tmp_path / run)
    for path in sorted((tmp_path / "whole").iterdir()):
        assert path.read_bytes() == (tmp_path / "joined" / path.name).read_bytes()
