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
TRIES = 4


def main_splits(text: str) -> list[int]:
    """The split most inferences of each phase had, from the summary table."""
    found = [re.search(rf"^{phase}\s+(\d+)/{LAYERS}\s", text, re.MULTILINE) for phase in PHASES]
    assert all(found), text
    return [int(match[1]) for match in found]


def meets_the_edge(text: str, phase: str) -> bool:
    """Whether an inference of the phase was finished there."""
    part = text.split(f"phase: {phase}\n")[1].split("phase: ")[0]
    return re.search(r"finished on (split|edge)", part) is not None


def test_the_story():
    for _ in range(TRIES):
        text = check_program("sciot", "demo")
        assert "\n0 inferences lost\n" in text
        assert ", 0 with another result" in text
        assert "\x1b" not in text, "piped output is plain"
        alone, joined, slow, _, killed, _ = main_splits(text)
        assert alone == killed == LAYERS
        # Where the best split lies is measured: on a busy machine it may be the device most of the time.
        if joined <= slow and all(meets_the_edge(text, PHASES[i]) for i in (1, 3, 5)):
            return
    raise AssertionError(text)
