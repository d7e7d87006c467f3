"""A trained network of others, fetched by scripts/selfie-model.sh, finds people and nobody; split or not."""

import pytest
from conftest import SOURCE, check_program, run_device, running_edge

MODEL = SOURCE / "build" / "models" / "selfie_segmentation.tflite"
PEOPLE = SOURCE / "models" / "people"
# How much of each picture a person covers, by eye, and around which column.
SEEN = {"astronaut.jpg": (0.5, 115), "camera.jpg": (0.33, 70), "rocket.jpg": (0.0, None)}


@pytest.fixture(scope="module")
def edge():
    assert MODEL.exists(), "run scripts/selfie-model.sh"
    with running_edge("--model", f"selfie={MODEL}") as running:
        yield running


def results(edge, split: int) -> dict[str, dict]:
    lines = run_device("--edge", edge.url, "--model", "selfie", "--input", PEOPLE, "--split", split)
    return {line["input"][0].rsplit("/", 1)[1]: line["result"] for line in lines}


def test_people_are_found_where_they_are(edge):
    for name, result in results(edge, 60).items():
        share, column = SEEN[name]
        assert result["kind"] == "mask" and result["class"] == "person"
        assert result["share"] == pytest.approx(share, abs=0.08)
        if column is not None:
            assert result["x"] == pytest.approx(column, abs=12)


def test_every_split_sees_the_same(edge):
    expected = results(edge, 0)
    assert len(expected) == len(SEEN)
    for split in (1, 30, 136):
        assert results(edge, split) == expected


def test_text_for_people(edge):
    text = check_program("sciot-device", "--edge", edge.url, "--model", "selfie", "--input", PEOPLE / "astronaut.jpg")
    assert "person covers 5" in text and "% around 1" in text
