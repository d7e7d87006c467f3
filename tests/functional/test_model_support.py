"""What `sciot model inspect` and `sciot model support` say of models and operators."""

import json

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from conftest import CLASSIFIER, SOURCE, check_program, run_program
from operator_models import CASES, ModelMaker

CANNOT_BE_RUN = 3


def inspect(path, *arguments) -> tuple[int, str]:
    result = run_program("sciot", "model", "inspect", path, *arguments)
    assert result.stderr == ""
    return result.returncode, result.stdout


def test_the_page_of_operators_is_what_the_program_prints():
    """Make it again with: build/release/bin/sciot model support --markdown > docs/model-support.md"""
    page = (SOURCE / "docs" / "model-support.md").read_text()
    assert page == check_program("sciot", "model", "support", "--markdown")


def test_every_operator_that_is_tested_is_listed():
    table = check_program("sciot", "model", "support")
    listed = {line.split()[0] for line in table.splitlines()}
    assert {name for name, _ in CASES} <= listed


def test_a_model_that_runs_says_so():
    code, text = inspect(CLASSIFIER, "--json")
    document = json.loads(text)
    assert code == 0 and document["supported"] and document["problems"] == [] and document["cuts"]
    assert {"name": "CONV_2D", "count": 3, "types": ["FP32"], "problems": []} in document["operators"]


def bad_model() -> ModelMaker:
    """Four problems, in operators 0, 2 and 3 and in the outputs; operators 1 and 4 are fine."""
    make = ModelMaker("float32", np.random.default_rng(0))
    x = make.data([1, 4])
    a, b, c, d, e = (make.tensor([1, 4]) for _ in range(5))
    make.operator("UNIQUE", [x], [a])
    make.operator("RELU", [a], [b])
    make.custom("Mystery", [b], [c], b"")
    make.operator("ADD", [c, make.data([1, 3])], [d], "AddOptions")
    make.operator("RELU", [d], [e])
    make.outputs += [e, make.tensor([1, 4])]
    return make


def test_all_problems_are_listed(tmp_path):
    path = tmp_path / "bad.tflite"
    path.write_bytes(bad_model().build())
    code, text = inspect(path)
    assert code == CANNOT_BE_RUN and "cannot be run" in text
    expected = [
        "operator 0: UNIQUE is not supported: the shape of its result depends on the data",
        "operator 2: CUSTOM 'Mystery' is not supported",
        "operator 3 (ADD): shapes [1,4] and [1,3] do not broadcast",
        "model output: tensor 7 is made by no operator",
    ]
    for problem in expected:
        assert problem in text
    assert text.count("\n- ") == len(expected)
    code, text = inspect(path, "--json")
    document = json.loads(text)
    assert code == CANNOT_BE_RUN and not document["supported"]
    counts = {kind["name"]: (kind["count"], len(kind["problems"])) for kind in document["operators"]}
    assert counts == {"UNIQUE": (1, 1), "RELU": (2, 0), "Mystery": (1, 1), "ADD": (1, 1)}


def test_several_subgraphs_are_looked_into(tmp_path):
    make = ModelMaker("float32", np.random.default_rng(0))
    x = make.data([1, 4])
    make.operator("WHILE", [x], [make.result([1, 4])], "WhileOptions", condSubgraphIndex=1, bodySubgraphIndex=1)
    model = schema.ModelT.InitFromPackedBuf(make.build())
    model.subgraphs.append(model.subgraphs[0])
    path = tmp_path / "loop.tflite"
    builder = __import__("flatbuffers").Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    path.write_bytes(bytes(builder.Output()))
    code, text = inspect(path)
    assert code == CANNOT_BE_RUN
    assert "2 subgraphs, control flow by WHILE" in text
    assert "subgraph 1: WHILE is not supported: it runs another subgraph" in text


def test_a_dynamic_shape_is_named_and_a_batch_is_none(tmp_path):
    make = ModelMaker("float32", np.random.default_rng(0))
    x = make.data([1, 4])
    make.operator("RELU", [x], [make.result([1, 4])])
    path = tmp_path / "open.tflite"
    make.tensors[x].shapeSignature = [-1, 4]
    path.write_bytes(make.build())
    assert inspect(path)[0] == 0
    make.tensors[x].shapeSignature = [1, -1]
    path.write_bytes(make.build())
    code, text = inspect(path)
    assert code == CANNOT_BE_RUN and "tensor 0 ('t0'): dynamic shape [1,-1]" in text
