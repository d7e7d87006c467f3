"""What an edge says of itself, and waiting until it does."""

import json
import time
import urllib.request

from conftest import TIMEOUT_SECONDS


def status(edge) -> dict:
    with urllib.request.urlopen(edge.url + "/v2/status", timeout=TIMEOUT_SECONDS) as answer:
        return json.loads(answer.read())


def wait_until(condition, what: str):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
