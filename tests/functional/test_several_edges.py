"""A device with two edges: the preferred one while it answers and takes the device, else the other, and back; retries as an edge asks."""

import json
import socket
import subprocess
import threading
import time
import urllib.request

import pytest
from conftest import (DIGITS, PATIENT, PROGRAMS, SAMPLES, TIMEOUT_SECONDS, check_refusal, free_port, json_lines,
                      read_until, run_device, running_edge)

MODEL = ("--model", f"digits={DIGITS}")


def inferences_at(url: str) -> int:
    with urllib.request.urlopen(f"{url}/v2/status", timeout=TIMEOUT_SECONDS) as answer:
        return json.load(answer)["counters"]["planner"]["inferences"]


def start_device(*arguments) -> subprocess.Popen:
    quick = ("--set", "retry.delay_s=0.05", "--set", "link.health_check_interval_s=0.1", "--report-interval", "0.05")
    options = ("--model", DIGITS, "--input", SAMPLES, "--json", "--count", "0", "--interval", "0.005", "--split", "5")
    command = [PROGRAMS / "sciot-device", *map(str, (*options, *PATIENT, *quick, *arguments))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def await_inference_at(url: str, process: subprocess.Popen) -> None:
    before = inferences_at(url)
    read_until(process, lambda line: line["source"] == "split" and inferences_at(url) > before)


def test_the_device_moves_to_the_next_edge_and_back():
    with running_edge("--model", DIGITS) as second:
        with running_edge("--model", DIGITS, port=free_port()) as first:
            process = start_device("--edge", first.url, "--edge", second.url)
            await_inference_at(first.url, process)
            assert inferences_at(second.url) == 0
            first.process.kill()
            await_inference_at(second.url, process)
        with running_edge("--model", DIGITS, port=first.port):
            await_inference_at(first.url, process)
            process.kill()
            process.communicate()


def test_an_edge_that_does_not_serve_the_model_is_passed_over_until_it_does():
    with running_edge("--model", DIGITS) as second:
        with running_edge("--model", f"other={DIGITS}") as first:
            process = start_device("--edge", first.url, "--edge", second.url)
            await_inference_at(second.url, process)
            assert inferences_at(first.url) == 0
        with running_edge("--model", DIGITS, port=first.port):
            await_inference_at(first.url, process)
            process.kill()
            process.communicate()


def test_a_model_is_fetched_from_whichever_edge_is_there(tmp_path):
    with running_edge(*MODEL) as second:
        config = tmp_path / "device.yaml"
        config.write_text(f"server:\n  base_url: http://127.0.0.1:1\n  fallbacks: ['{second.url}']\n")
        lines = run_device("--config", config, "--cache-dir", tmp_path, "--input", SAMPLES, "--count", "30", "--split", "5")
        assert lines[-1]["source"] == "split"


def test_a_model_is_fetched_from_whichever_edge_has_it(tmp_path):
    with running_edge("--model", f"other={DIGITS}") as first, running_edge(*MODEL) as second:
        options = ("--edge", first.url, "--edge", second.url, "--model", "digits", "--cache-dir", tmp_path, "--input", SAMPLES)
        command = [PROGRAMS / "sciot-device", *map(str, options), "--json", "--count", "5", "--split", "5"]
        lines = json_lines(subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout)
        assert lines[-1]["source"] == "split"
        assert inferences_at(first.url) == 0


def test_faults_are_named():
    images = ("--input", SAMPLES)
    check_refusal("sciot-device", "--edge", "http://a", "--edge", "ftp://b", *images, exit_code=2, says="ftp://b")
    check_refusal("sciot-device", "--set", "server.fallbacks=x", *images, exit_code=2, says="list of URLs")


class BusyEdge:
    """Answers every request with one status, and notes when each registration came."""

    def __init__(self, status: str, *headers: str):
        self.head = "\r\n".join([f"HTTP/1.1 {status}", *headers, "Content-Length: 2", "Connection: close", "", "{}"])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.times: list[float] = []
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            request = connection.recv(1 << 16)
            if b"/devices/" in request.split(b"\r\n")[0]:
                self.times.append(time.monotonic())
            connection.sendall(self.head.encode())
            connection.close()


@pytest.mark.parametrize(
    "status, headers, gaps",
    [
        ("503 Service Unavailable", (), [0.2, 0.4, 0.8, 1.0]),
        ("429 Too Many Requests", ("Retry-After: 1",), [1.0, 1.0, 1.0]),
        ("503 Service Unavailable", ("Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:38 GMT"), [1.0, 1.0, 1.0]),
    ],
)
def test_registrations_are_retried_with_growing_pauses(status, headers, gaps):
    edge = BusyEdge(status, *headers)
    slowly = ("--set", "retry.delay_s=0.2", "--set", "link.health_check_interval_s=1")
    process = start_device("--edge", edge.url, *slowly)
    line = json_lines(process.stdout.readline())[0]
    assert line["source"] == "device", "an inference waits for no retry"
    deadline = time.monotonic() + 60
    while len(edge.times) < len(gaps) + 2 and time.monotonic() < deadline:
        process.stdout.readline()
    process.kill()
    process.communicate()
    # The first is that of the start, after which the thread begins.
    seen = [after - before for before, after in zip(edge.times[1:], edge.times[2:])]
    assert all(pause >= least - 0.02 for pause, least in zip(seen, gaps)), seen
