#!/usr/bin/python3
"""Many devices over WebSocket: what an idle one costs, how late the active ones are answered, and how it compares with HTTP.

    bench/websocket_devices.py MODEL [--programs build/release/bin] [--idle 2000] [--active 200] [--seconds 20]

Each idle device registers and then keeps its connection open; its cost is the edge's memory after, less that before, over
their number. Each active one runs an inference a second, spread evenly. Then one device asks in turn over HTTP and over
WebSocket. Prints the figures; exits 1 where one falls short.
"""

import argparse
import gc
import json
import re
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests" / "functional"))
from websocket_client import BINARY, FINAL, MASKED, WebSocket, frame  # noqa: E402

MOST_IDLE_KB = 20
MOST_OF_MEDIAN = 10
EXCHANGES = 2000
SPARE_FILES = 100


def masked_with_zeros(payload: bytes) -> bytes:
    """A frame whose mask changes nothing, so that not this script's masking is measured."""
    unmasked = frame(FINAL | BINARY, payload, is_masked=False)
    head = unmasked[: len(unmasked) - len(payload)]
    return bytes([head[0], head[1] | MASKED]) + head[2:] + bytes(4) + payload


def resident_kb(pid: int) -> int:
    return int(re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def ask(socket_: WebSocket, method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    socket_.socket.sendall(masked_with_zeros(f"SCW1 1 {method} {path}\n{headers}\n".encode() + body))
    _, answer = socket_.receive()
    head, _, content = answer.partition(b"\n\n")
    assert head.startswith(b"SCW1 1 200"), answer[:300]
    return content


class Model:
    """How to call the first model of an edge."""

    def __init__(self, port: int):
        edge = WebSocket(port)
        self.name = json.loads(ask(edge, "POST", "/v2/repository/index"))[0]["name"]
        spec = json.loads(ask(edge, "GET", f"/v2/models/{self.name}"))["inputs"][0]
        size = {"FP32": 4, "INT8": 1, "UINT8": 1}[spec["datatype"]]
        for extent in spec["shape"]:
            size *= extent
        document = {"inputs": [spec | {"parameters": {"binary_data_size": size}}], "parameters": {"binary_data_output": True}}
        text = json.dumps(document).encode()
        self.body = text + bytes(size)
        self.length = f"Inference-Header-Content-Length: {len(text)}"
        status = json.loads(ask(edge, "GET", "/v2/status"))["models"][0]
        self.registration = json.dumps(
            {"model_sha256": status["sha256"], "layer_us": ",".join(["50"] * len(status["edge_layers"]["us"]))}).encode()

    def over_websocket(self) -> bytes:
        return masked_with_zeros(f"SCW1 1 POST /v2/models/{self.name}/infer\n{self.length}\n\n".encode() + self.body)

    def over_http(self) -> bytes:
        return (f"POST /v2/models/{self.name}/infer HTTP/1.1\r\nHost: edge\r\n{self.length}\r\n"
                f"Content-Length: {len(self.body)}\r\n\r\n").encode() + self.body


def idle_devices(port: int, model: Model, count: int) -> list[WebSocket]:
    devices = []
    for i in range(count):
        device = WebSocket(port)
        ask(device, "POST", f"/v2/models/{model.name}/devices/idle-{i}", model.registration)
        devices.append(device)
    return devices


def active_milliseconds(port: int, model: Model, count: int, seconds: int) -> list[float]:
    message = model.over_websocket()
    devices = [WebSocket(port) for _ in range(count)]
    selector = selectors.DefaultSelector()
    sent_at, times = {}, []
    for device in devices:
        selector.register(device.socket, selectors.EVENT_READ, device)
    start = time.perf_counter()
    turns = [start + turn / count for turn in range(count * seconds)]
    for turn, due in enumerate(turns):
        while True:
            left = due - time.perf_counter()
            for key, _ in selector.select(max(0, left)):
                opcode, answer = key.data.receive()
                assert opcode == BINARY and answer.startswith(b"SCW1 1 200"), answer[:300]
                times.append(1000 * (time.perf_counter() - sent_at.pop(key.fileobj)))
            if time.perf_counter() >= due:
                break
        device = devices[turn % count]
        if device.socket not in sent_at:  # else its answer is more than a second late, and shows in its time
            sent_at[device.socket] = time.perf_counter()
            device.socket.sendall(message)
    return times


def exchange_milliseconds(port: int, model: Model) -> tuple[float, float]:
    """Medians over HTTP and over WebSocket, taken in turn."""
    websocket, http = WebSocket(port), socket.create_connection(("127.0.0.1", port))
    http.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    answers, frames = http.makefile("rb"), websocket.socket.makefile("rb")
    over_http, over_websocket = [], []
    messages = model.over_http(), model.over_websocket()
    for _ in range(EXCHANGES):
        start = time.perf_counter()
        http.sendall(messages[0])
        length = 0
        while (line := answers.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        answers.read(length)
        over_http.append(time.perf_counter() - start)
        start = time.perf_counter()
        websocket.socket.sendall(messages[1])
        length = frames.read(2)[1]
        if length > 125:
            length = int.from_bytes(frames.read(2 if length == 126 else 8), "big")
        frames.read(length)
        over_websocket.append(time.perf_counter() - start)
    return 1000 * statistics.median(over_http), 1000 * statistics.median(over_websocket)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--programs", type=Path, default=Path("build/release/bin"))
    parser.add_argument("--idle", type=int, default=2000)
    parser.add_argument("--active", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=20)
    arguments = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, arguments.idle + arguments.active + SPARE_FILES), most))
    command = [arguments.programs.absolute() / "sciot-edge", "--log-level", "off", "--listen", "127.0.0.1:0", "--model",
               arguments.model]
    edge = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(edge.stdout.readline().strip().rsplit(":", 1)[1])
        model = Model(port)
        gc.disable()
        http_ms, websocket_ms = exchange_milliseconds(port, model)
        before_kb = resident_kb(edge.pid)
        idle = idle_devices(port, model, arguments.idle)
        idle_kb = (resident_kb(edge.pid) - before_kb) / arguments.idle
        times = sorted(active_milliseconds(port, model, arguments.active, arguments.seconds))
        for device in (idle[0], idle[-1]):
            ask(device, "GET", "/v2/health/live")
    finally:
        edge.terminate()
        edge.wait()
    median, tail = statistics.median(times), times[int(0.999 * (len(times) - 1))]
    print(f"{arguments.idle} idle devices: {idle_kb:.1f} KB each (at most {MOST_IDLE_KB})")
    print(f"{arguments.active} active ones beside them: median {median:.2f} ms, p99.9 {tail:.2f} ms, "
          f"{tail / median:.1f} x the median (at most {MOST_OF_MEDIAN})")
    print(f"one inference: {http_ms:.3f} ms over HTTP, {websocket_ms:.3f} ms over WebSocket (at most as much)")
    return 0 if idle_kb <= MOST_IDLE_KB and tail <= MOST_OF_MEDIAN * median and websocket_ms <= http_ms else 1


if __name__ == "__main__":
    sys.exit(main())
