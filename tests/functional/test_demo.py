"""The demo tells its story: the split moves with the link, the edge comes and goes, and nothing is lost."""

import re

from conftest import check_program

LAYERS = 25
PHASES = (
    "no edge: all on the device",
    "an edge joins",
    "the link is 50 times slower",
    "the link recovers",
    "the edge is killed",
    "the edge is back",
)
TRIES = 6


def main_splits(text: str) -> list[int]:
    """The split most inferences of each phase had, from the summary table."""
    found = [re.search(rf"^{phase}\s+(\d+)/{LAYERS}\s", text, re.MULTILINE) for phase in PHASES]
    assert all(found), text
    return [int(match[1]) for match in found]


def test_the_story():
    for _ in range(TRIES):
        text = check_program("sciot", "demo")
        assert "\n0 inferences lost\n" in text
        assert ", 0 with another result" in text
        assert "\x1b" not in text, "piped output is plain"
        alone, joined, slow, _, killed, back = main_splits(text)
        assert alone == killed == LAYERS
        # Where the best split lies is measured, and another program's burst of work may move it.
        if 0 < joined < slow and 0 < back < LAYERS:
            return
    raise AssertionError(text)
