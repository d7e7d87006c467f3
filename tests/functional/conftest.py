"""What the tests of whole programs share: the programs, an edge that runs, and the models."""

import json
import os
import random
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(os.environ["SCIOT_SOURCE_DIR"])
PROGRAMS = Path(os.environ["SCIOT_BIN_DIR"])
DIGITS = SOURCE / "models" / "fomo_digits.tflite"
CLASSIFIER = SOURCE / "tests" / "data" / "classifier.tflite"
SAMPLES = SOURCE / "models" / "samples"
FOMO59 = SOURCE.parent / "shared" / "reference" / "fomo59"
TIMEOUT_SECONDS = 120
# Below those that a system hands out by itself: nobody gets one while its server is away for a moment.
LASTING_PORTS = range(10_000, 32_000)
# A device with these gives up an edge that is gone, and none that is slow, as all are on a busy machine.
PATIENT = [word for key in ("timeout", "connect_timeout", "read_timeout", "least_deadline_s")
           for word in ("--set", f"server.{key}=60")]

needs_fomo59 = pytest.mark.skipif(not FOMO59.is_dir(), reason=f"the reference model is not in {FOMO59}")


def run_program(name: str, *arguments, **options) -> subprocess.CompletedProcess:
    """Runs a program of ours to its end and returns its output as text."""
    command = [PROGRAMS / name, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, **options)


def check_program(name: str, *arguments, **options) -> str:
    """The same, and it must succeed; returns its standard output."""
    result = run_program(name, *arguments, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout


def check_refusal(name: str, *arguments, exit_code: int, says: str) -> None:
    """Runs a program that must end with this code and one line on stderr that says why."""
    result = run_program(name, *arguments)
    lines = result.stderr.strip().splitlines()
    assert result.returncode == exit_code, result.stderr
    assert lines and lines[-1].startswith(name + ": ") and says in lines[-1], result.stderr


def json_lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def run_device(*arguments) -> list[dict]:
    """What a patient sciot-device says of its inferences."""
    return json_lines(check_program("sciot-device", *PATIENT, "--json", *arguments))


def read_until(device: subprocess.Popen, holds) -> list[dict]:
    """The inferences of a device that goes on, up to the one for which `holds`."""
    lines = []
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        lines += json_lines(device.stdout.readline())
        if holds(lines[-1]):
            return lines
    raise AssertionError(f"not within {TIMEOUT_SECONDS} s; the last line is {lines[-1]}")


def free_port(kind=socket.SOCK_STREAM) -> int:
    """One for a server that starts later, or again and again."""
    while True:
        port = random.SystemRandom().choice(LASTING_PORTS)
        with socket.socket(socket.AF_INET, kind) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Edge:
    process: subprocess.Popen
    url: str

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    @property
    def authority(self) -> str:
        return self.url.removeprefix("http://")


@contextmanager
def running_edge(*arguments, port: int = 0):
    """A sciot-edge on loopback, killed at the end."""
    command = [PROGRAMS / "sciot-edge", "--listen", f"127.0.0.1:{port}", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), process.stderr.read()
        yield Edge(process, line.removeprefix("listening on ").strip())
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def digits_edge():
    """An edge that serves the digit detector as `digits`."""
    with running_edge("--model", f"digits={DIGITS}") as edge:
        yield edge
