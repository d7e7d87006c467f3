"""Two inputs, one nobody reads, an early output, an input that is an output, an output given twice."""

import numpy as np
import pytest
from conftest import check_program, check_refusal, run_device, run_program, running_edge
from operator_models import ModelMaker

LAYERS = 4


def make_model(unused: bool) -> ModelMaker:
    """left, right → sum (an output), clamped, product (twice an output), shifted; left is an output too."""
    make = ModelMaker("float32", np.random.default_rng(1))
    left, right = make.data([1, 6]), make.data([1, 6])
    if unused:
        make.data([3])
    total, clamped, product, shifted = (make.tensor([1, 6]) for _ in range(4))
    make.operator("ADD", [left, right], [total], "AddOptions")
    make.operator("RELU", [total], [clamped])
    make.operator("MUL", [clamped, right], [product], "MulOptions")
    make.operator("SUB", [product, left], [shifted], "SubOptions")
    make.outputs += [shifted, total, left, product, product]
    return make


def expected_outputs(inputs) -> list[np.ndarray]:
    left, right = inputs[:2]
    total = left + right
    product = np.maximum(total, 0) * right
    return [product - left, total, left, product, product]


@pytest.fixture(params=[False, True], ids=["all inputs read", "one input unused"])
def case(request, tmp_path):
    """The model's file, the arguments that give its inputs, and what comes out."""
    make = make_model(request.param)
    model = tmp_path / "many.tflite"
    model.write_bytes(make.build())
    values = [make.values(tensor) for tensor in make.inputs]
    arguments = []
    for i, value in enumerate(values):
        value.tofile(tmp_path / f"in_{i}.f32")
        arguments += ["--input", tmp_path / f"in_{i}.f32"]
    return model, arguments, expected_outputs(values)


def check_files(directory, want, prefix="") -> None:
    for j, values in enumerate(want):
        ours = np.fromfile(directory / f"{prefix}output_{j}.bin", np.float32)
        np.testing.assert_allclose(ours, values.ravel(), rtol=0, atol=1e-6)


def test_run_gives_every_output(case, tmp_path):
    model, arguments, want = case
    check_program("sciot", "run", model, *arguments, "--output-dir", tmp_path / "out")
    check_files(tmp_path / "out", want)


def test_every_split_is_byte_identical(case):
    last_line = check_program("sciot", "run", case[0], "--check-splits").splitlines()[-1]
    assert last_line == f"splits: {LAYERS + 1} of {LAYERS + 1} byte-identical"


def test_taken_apart_and_joined(case, tmp_path):
    model, arguments, want = case
    parts = tmp_path / "parts"
    if len(arguments) > 4:
        says = "model input 2 ('t2') is read by no layer"
        check_refusal("sciot", "model", "split", model, parts, exit_code=1, says=says)
        return
    check_program("sciot", "model", "split", model, parts)
    check_program("sciot", "run", parts, *arguments, "--output-dir", tmp_path / "out")
    check_files(tmp_path / "out", want)
    check_program("sciot", "model", "join", parts, tmp_path / "joined.tflite")
    check_program("sciot", "run", tmp_path / "joined.tflite", *arguments, "--output-dir", tmp_path / "joined")
    check_files(tmp_path / "joined", want)


def test_device_and_edge_share_it(case, tmp_path):
    model, arguments, want = case
    with running_edge("--model", f"many={model}") as edge:
        for split in range(LAYERS + 1):
            out = tmp_path / f"out_{split}"
            document = run_device("--edge", edge.url, "--model", model, *arguments, "--split", split, "--output-dir", out)[0]
            assert document["split"] == split and "edge_failure" not in document
            check_files(out, want, prefix="0_")


def test_a_missing_input_is_named(case):
    result = run_program("sciot", "run", case[0], *case[1][:2])
    assert result.returncode != 0 and "input" in result.stderr
