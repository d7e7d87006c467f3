"""Folded ranges give what layers give, within float tolerance, and are off for what compares bytes."""

import json

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from conftest import DIGITS, FOMO59, check_program, needs_fomo59
from npm_models import all_models, is_run_by_litert

TOLERANCE = 1e-3  # of the largest absolute output
MODELS = all_models()


def check_agreement(model, tmp_path):
    """Runs the whole model both ways on the same random input."""
    for number, detail in enumerate(Interpreter(model_path=str(model)).get_input_details()):
        values = np.random.default_rng(number).random(detail["shape"], dtype=np.float32)
        values.tofile(tmp_path / f"input_{number}.bin")
    inputs = [part for path in sorted(tmp_path.glob("input_*.bin")) for part in ("--input", path)]
    for fused in ("off", "always"):
        check_program("sciot", "run", model, *inputs, "--fused", fused, "--output-dir", tmp_path / fused)
    outputs = sorted((tmp_path / "off").iterdir())
    assert outputs
    for path in outputs:
        layered = np.fromfile(path, dtype=np.float32)
        fused = np.fromfile(tmp_path / "always" / path.name, dtype=np.float32)
        np.testing.assert_allclose(fused, layered, rtol=0, atol=TOLERANCE * np.abs(layered).max())


def test_digits(tmp_path):
    check_agreement(DIGITS, tmp_path)


@needs_fomo59
def test_reference(tmp_path):
    model = tmp_path / "fomo59.tflite"
    check_program("sciot", "model", "join", FOMO59, model)
    check_agreement(model, tmp_path)


@pytest.mark.parametrize("name", [name for name, content in MODELS.items() if is_run_by_litert(content)])
def test_trained_models(name, tmp_path):
    model = tmp_path / name
    model.write_bytes(MODELS[name])
    check_agreement(model, tmp_path)


@needs_fomo59
def test_folding_changes_what_runs(tmp_path):
    """Its normalisations fold into its convolutions: results round differently."""
    model = tmp_path / "fomo59.tflite"
    check_program("sciot", "model", "join", FOMO59, model)
    values = tmp_path / "input.bin"
    shape = Interpreter(model_path=str(model)).get_input_details()[0]["shape"]
    np.random.default_rng(0).random(shape, dtype=np.float32).tofile(values)
    for fused in ("off", "auto", "always"):
        check_program("sciot", "run", model, "--input", values, "--fused", fused, "--output-dir", tmp_path / fused)
    layered = (tmp_path / "off" / "output_0.bin").read_bytes()
    assert (tmp_path / "always" / "output_0.bin").read_bytes() != layered
    assert (tmp_path / "auto" / "output_0.bin").read_bytes() == layered, "one run is no use worth folding for"


@needs_fomo59
def test_splits_are_compared_by_layers_whatever_is_asked():
    report = json.loads(check_program("sciot", "run", FOMO59, "--check-splits", "--fused", "always", "--json"))
    assert report["splits"]["identical"] == 60
