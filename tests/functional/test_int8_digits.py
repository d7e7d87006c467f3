"""The int8 variant of the shipped detector: LiteRT's numbers, cut anywhere, and as good as the float32 one."""

import json
import sys

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from conftest import DIGITS, SOURCE, check_program, run_device, running_edge
from PIL import Image

sys.path.append(str(SOURCE / "models"))
from digit_scenes import LABELS, make_scenes  # noqa: E402
from fomo_decoding import Counts, Detection, add_matches, total  # noqa: E402

INT8 = SOURCE / "models" / "fomo_digits_int8.tflite"
SCENES = 200
MOST_F1_LOST = 0.02
NOBODY = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """Held-out scenes, and a folder with them as pictures."""
    drawn = make_scenes("test", SCENES)
    folder = tmp_path_factory.mktemp("scenes")
    for number, image in enumerate(drawn.images):
        Image.fromarray(image).save(folder / f"{number:03d}.png")
    return drawn, folder


def test_agrees_with_litert(scenes, tmp_path):
    """By its default kernels; its plain ones are 26 steps from those, where the softmax tips."""
    interpreter = Interpreter(model_path=str(INT8), num_threads=1)
    interpreter.allocate_tensors()
    apart = []
    for image in scenes[0].images[:20]:
        values = (image.astype(np.int16) - 128).astype(np.int8)[None]
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], values)
        interpreter.invoke()
        theirs = interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).ravel()
        values.tofile(tmp_path / "input.i8")
        check_program("sciot", "run", INT8, "--input", tmp_path / "input.i8", "--output-dir", tmp_path)
        ours = np.fromfile(tmp_path / "output_0.bin", np.int8)
        apart.append(np.abs(ours.astype(int) - theirs.astype(int)))
    assert np.max(apart) <= 3
    assert np.mean(np.array(apart) <= 1) >= 0.99


def test_every_split_is_byte_identical():
    report = json.loads(check_program("sciot", "run", INT8, "--check-splits", "--json"))
    assert report["splits"]["identical"] == report["splits"]["checked"] > 1


def f1_of(model, scenes, *more) -> float:
    drawn, folder = scenes
    counts = {label: Counts() for label in range(1, len(LABELS))}
    lines = run_device("--model", model, "--input", folder, "--count", SCENES, *more)
    assert len(lines) == SCENES
    for line, objects in zip(lines, drawn.objects, strict=True):
        found = line["result"]["centroids"]
        detections = [Detection(LABELS.index(one["class"]), one["x"], one["y"], one["score"]) for one in found]
        add_matches(counts, objects, detections)
    return total(counts).f1


def test_finds_digits_as_well_as_the_float32_model(scenes):
    nobody = ("--edge", NOBODY)
    float32 = f1_of(DIGITS, scenes, *nobody)
    assert float32 > 0.8
    assert f1_of(INT8, scenes, *nobody) > float32 - MOST_F1_LOST


def test_an_edge_takes_over_quantised_tensors(scenes):
    """A cut of int8 tensors travels, and the digits found are the same."""
    _, folder = scenes
    with running_edge("--model", f"digits={INT8}") as edge:
        results = [
            run_device("--edge", edge.url, "--model", "digits", "--input", folder, "--split", split, "--count", 5)
            for split in (0, 9, 20)
        ]
    assert [{line["source"] for line in lines} for lines in results] == [{"edge"}, {"split"}, {"split"}]
    found = [[line["result"] for line in lines] for lines in results]
    assert found[0] == found[1] == found[2]
