#!/usr/bin/python3
"""Runs examples/extended_edge (the program that SCIOT_EXTENDED_EDGE names) and checks that its additions are asked.

Needs the program alone: no package beside Python's own, and the model of the repository.
"""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

MODEL = Path(__file__).resolve().parent.parent / "models" / "fomo_digits.tflite"
LINES_PORT = 9100  # as in the example
TIMEOUT_SECONDS = 60


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=TIMEOUT_SECONDS) as answer:
        return json.load(answer)


def ask_by_line(message):
    with socket.create_connection(("127.0.0.1", LINES_PORT), timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(json.dumps(message).encode() + b"\n")
        with connection.makefile() as lines:
            return json.loads(lines.readline())


def check(url):
    status = call(url + "/v2/status")
    assert status["algorithm"] == "half", status["algorithm"]
    assert status["counters"]["extensions"] == {}, status["counters"]["extensions"]
    sha256, layers = status["models"][0]["sha256"], len(status["models"][0]["edge_layers"]["us"])
    registration = {"model_sha256": sha256, "layer_us": ",".join(["100.0"] * layers)}
    answer = call(url + "/v2/models/digits/devices/d", registration)
    assert answer["next_split"] == layers // 2, answer
    said = ask_by_line({"model_name": "other", "inputs": [{"name": "x", "datatype": "FP32", "shape": [1], "data": [1]}]})
    assert "unknown model 'other'" in said["error"], said


def main():
    additions = ("--set", "algorithm=half", "--set", "variance_detection.detector=ceiling")
    command = [os.environ["SCIOT_EXTENDED_EDGE"], "--listen", "127.0.0.1:0", "--model", f"digits={MODEL}", *additions]
    edge = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        check(edge.stdout.readline().removeprefix("listening on ").strip())
        edge.terminate()
        assert edge.wait(timeout=TIMEOUT_SECONDS) == 0
    finally:
        edge.kill()
    print("extended-edge: its algorithm, detector and protocol server are asked")


if __name__ == "__main__":
    sys.exit(main())
