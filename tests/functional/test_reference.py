"""Every layer of the reference detector agrees with the outputs stored beside it."""

import json

import numpy as np
import pytest
from conftest import FOMO59, check_program, needs_fomo59

pytestmark = needs_fomo59

LAYERS = 59
EXPECTED = FOMO59 / "expected"
# Of README.md beside the model: sums in another order differ by so much.
FED_LAYER = 1e-5  # of the layer's largest absolute value
END_TO_END = 2e-3
LOGITS = 1e-4
SOFTMAX = 1e-6


def read(path) -> np.ndarray:
    return np.fromfile(path, dtype="<f4")


def stored(layer: int) -> np.ndarray:
    return read(EXPECTED / "ramp" / f"layer_{layer}.f32")


@pytest.fixture(scope="module", params=["directory", "joined"])
def model(request, tmp_path_factory):
    if request.param == "directory":
        return FOMO59
    path = tmp_path_factory.mktemp("joined") / "fomo59.tflite"
    check_program("sciot", "model", "join", FOMO59, path)
    return path


def test_each_layer_from_the_layers_before(model, tmp_path):
    check_program("sciot", "run", model, "--input", EXPECTED / "ramp" / "input.f32", "--dump", tmp_path)
    for layer in range(LAYERS):
        want = stored(layer)
        tolerance = {LAYERS - 2: LOGITS, LAYERS - 1: SOFTMAX}.get(layer, END_TO_END)
        np.testing.assert_allclose(read(tmp_path / f"layer_{layer}.bin"), want, rtol=0, atol=tolerance, err_msg=str(layer))


def test_each_layer_fed_with_the_stored_inputs(model, tmp_path):
    cuts = json.loads(check_program("sciot", "model", "inspect", model, "--json"))
    maker = {}  # tensor -> the layer whose first output it is
    for layer, entry in enumerate(cuts["layers"]):
        maker[entry["outputs"][0]["tensor"]] = layer
    for layer in range(1, LAYERS):
        # The tensors of cut(layer) in ascending order, as the layers before them made them.
        sources = [maker[tensor["tensor"]] for tensor in cuts["cuts"][layer]["tensors"]]
        inputs = [word for i in sources for word in ("--input", EXPECTED / "ramp" / f"layer_{i}.f32")]
        folder = tmp_path / str(layer)
        check_program("sciot", "run", model, *inputs, "--layers", f"{layer}:{layer + 1}", "--dump", folder)
        want = stored(layer)
        tolerance = FED_LAYER * np.abs(want).max()
        got = read(folder / f"layer_{layer}.bin")
        np.testing.assert_allclose(got, want, rtol=0, atol=tolerance, err_msg=f"layer {layer}")


def test_the_picture(model, tmp_path):
    check_program("sciot", "run", model, "--input", FOMO59 / "img.png", "--dump", tmp_path)
    for layer, tolerance in ((LAYERS - 2, LOGITS), (LAYERS - 1, SOFTMAX)):
        want = read(EXPECTED / "img" / f"layer_{layer}.f32")
        np.testing.assert_allclose(read(tmp_path / f"layer_{layer}.bin"), want, rtol=0, atol=tolerance)
