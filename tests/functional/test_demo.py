"""The demo tells its story: the split moves with the link, the edge comes and goes, and nothing is lost."""

import re

from conftest import check_program

LAYERS = 25


def test_the_story():
    text = check_program("sciot", "demo")
    rows = {}
    for title in ("no edge: all on the device", "an edge joins", "the link is 50 times slower", "the link recovers",
                  "the edge is killed", "the edge is back"):
        found = re.search(rf"^{title}\s+(\d+)/{LAYERS}\s", text, re.MULTILINE)
        assert found, text
        rows[title] = int(found[1])
    assert rows["no edge: all on the device"] == LAYERS
    assert 0 < rows["an edge joins"] < LAYERS
    assert rows["the link is 50 times slower"] > rows["an edge joins"]
    assert rows["the edge is killed"] == LAYERS
    assert 0 < rows["the edge is back"] < LAYERS
    assert "\n0 inferences lost\n" in text
    assert ", 0 with another result" in text
    assert "\x1b" not in text, "piped output is plain"
