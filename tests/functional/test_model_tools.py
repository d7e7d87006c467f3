"""`sciot model` and `sciot run`: look into models, take them apart, put them together, run them."""

import json

import pytest
from conftest import CLASSIFIER, DIGITS, FOMO59, SAMPLES, check_program, check_refusal, needs_fomo59

LAYERS = 25
SAMPLE = SAMPLES / "digits_00.png"


def outputs_of(model, directory, *arguments) -> bytes:
    check_program("sciot", "run", model, "--input", SAMPLE, "--output-dir", directory, *arguments)
    return (directory / "output_0.bin").read_bytes()


def test_inspect_lists_layers_and_cuts():
    table = check_program("sciot", "model", "inspect", DIGITS)
    assert f"{LAYERS} layers" in table
    document = json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))
    assert len(document["layers"]) == LAYERS
    assert len(document["cuts"]) == LAYERS + 1
    residual = [cut for cut in document["cuts"] if len(cut["tensors"]) > 1]
    assert residual, "the network has residual connections, so some cuts hold several tensors"
    assert document["cuts"][-1]["bytes"] == 0


MODELS = [DIGITS, CLASSIFIER, pytest.param(FOMO59, marks=needs_fomo59)]


@pytest.mark.parametrize("model", MODELS, ids=["digits", "classifier", "fomo59"])
def test_every_split_gives_the_bytes_of_the_whole(model):
    last_line = check_program("sciot", "run", model, "--check-splits").splitlines()[-1]
    layers = len(json.loads(check_program("sciot", "model", "inspect", model, "--json"))["layers"])
    assert last_line == f"splits: {layers + 1} of {layers + 1} byte-identical"


def test_split_and_join_keep_every_byte_of_the_outputs(tmp_path):
    whole = outputs_of(DIGITS, tmp_path / "whole")
    check_program("sciot", "model", "split", DIGITS, tmp_path / "parts")
    assert len(list((tmp_path / "parts").glob("model_*.tflite"))) == LAYERS
    assert len(list((tmp_path / "parts").glob("*.h"))) == LAYERS
    assert outputs_of(tmp_path / "parts", tmp_path / "from_parts") == whole
    check_program("sciot", "model", "join", tmp_path / "parts", tmp_path / "joined.tflite")
    assert outputs_of(tmp_path / "joined.tflite", tmp_path / "from_joined") == whole


@needs_fomo59
def test_a_joined_file_keeps_the_layers_of_its_directory(tmp_path):
    check_program("sciot", "model", "join", FOMO59, tmp_path / "joined.tflite")
    document = json.loads(check_program("sciot", "model", "inspect", tmp_path / "joined.tflite", "--json"))
    assert len(document["layers"]) == 59
    check_program("sciot", "model", "split", tmp_path / "joined.tflite", tmp_path / "parts")
    assert len(list((tmp_path / "parts").glob("model_*.tflite"))) == 59


def test_a_range_and_the_rest_make_the_whole(tmp_path):
    whole = outputs_of(DIGITS, tmp_path / "whole")
    split = 8
    outputs = ["--output-dir", tmp_path / "front", "--layers", f"0:{split}"]
    check_program("sciot", "run", DIGITS, "--input", SAMPLE, *outputs)
    cut = sorted((tmp_path / "front").glob("t*.bin"), key=lambda path: int(path.stem[1:]))
    assert len(cut) == 2
    inputs = [word for path in cut for word in ("--input", path)]
    check_program("sciot", "run", DIGITS, *inputs, "--layers", f"{split}:{LAYERS}", "--output-dir", tmp_path / "back")
    assert (tmp_path / "back" / "output_0.bin").read_bytes() == whole


def test_dump_writes_every_layer(tmp_path):
    check_program("sciot", "run", DIGITS, "--input", SAMPLE, "--dump", tmp_path / "dump")
    assert {path.name for path in (tmp_path / "dump").iterdir()} == {f"layer_{i}.bin" for i in range(LAYERS)}


def test_the_samples_show_their_digits():
    labels = json.loads((SAMPLES / "labels.json").read_text())
    document = json.loads(check_program("sciot", "run", DIGITS, "--input", SAMPLES, "--json"))
    found = wanted = 0
    for entry in document["results"]:
        name = entry["input"][0].rsplit("/", 1)[1]
        seen = [centroid["class"] for centroid in entry["result"]["centroids"]]
        wanted += len(labels[name])
        for digit in labels[name]:
            if digit["label"] in seen:
                seen.remove(digit["label"])
                found += 1
    assert wanted > 20
    assert found / wanted > 0.7


def test_profile_times_every_layer():
    document = json.loads(check_program("sciot", "run", DIGITS, "--profile", "--repeat", "3", "--json"))
    assert len(document["layers"]) == LAYERS
    assert all(layer["median_us"] >= 0 for layer in document["layers"])
    assert document["total_us"] > 0


def test_bad_input_is_named(tmp_path):
    (tmp_path / "empty.tflite").touch()
    (tmp_path / "cut.tflite").write_bytes(DIGITS.read_bytes()[:5000])
    (tmp_path / "short.f32").write_bytes(b"\0" * 12)
    (tmp_path / "nan.f32").write_bytes(b"\xff" * (96 * 96 * 3 * 4))
    (tmp_path / "broken.png").write_bytes(SAMPLE.read_bytes()[:100])
    (tmp_path / "input.xyz").touch()
    inspect = ("sciot", "model", "inspect")
    run = ("sciot", "run", DIGITS, "--input")
    check_refusal(*inspect, tmp_path / "nothing.tflite", exit_code=1, says="nothing.tflite")
    check_refusal(*inspect, tmp_path / "empty.tflite", exit_code=1, says="empty.tflite")
    check_refusal(*inspect, tmp_path / "cut.tflite", exit_code=1, says="cut.tflite")
    check_refusal(*inspect, tmp_path, exit_code=1, says=str(tmp_path))
    check_refusal(*run, tmp_path / "nothing.png", exit_code=1, says="nothing.png")
    check_refusal(*run, tmp_path / "short.f32", exit_code=1, says="12 bytes")
    check_refusal(*run, tmp_path / "nan.f32", exit_code=1, says="nan.f32")
    check_refusal(*run, tmp_path / "broken.png", exit_code=1, says="broken.png")
    check_refusal(*run, tmp_path / "input.xyz", exit_code=1, says="input.xyz")
    check_refusal("sciot", "model", "split", DIGITS, tmp_path / "short.f32", exit_code=1, says="short.f32")


def test_bad_command_lines_are_named():
    check_refusal("sciot", exit_code=2, says="--help")
    check_refusal("sciot", "fly", exit_code=2, says="fly")
    check_refusal("sciot", "run", exit_code=2, says="MODEL")
    check_refusal("sciot", "run", DIGITS, exit_code=2, says="--input")
    check_refusal("sciot", "run", DIGITS, "--profile", "--layers", "3:99", exit_code=2, says="99")
    check_refusal("sciot", "run", DIGITS, "--profile", "--layers", "x", exit_code=2, says="x")
    check_refusal("sciot", "run", DIGITS, "--profile", "--repeat", "0", exit_code=2, says="0")
