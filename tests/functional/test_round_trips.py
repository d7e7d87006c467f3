"""One round trip per inference: a proxy between device and edge counts what each side sends."""

import re
import socket
import threading
from contextlib import suppress

import pytest
from conftest import DIGITS, SAMPLES, run_device, running_edge
from websocket_client import BINARY, CLOSE, FINAL, Frames

INFERENCES = 30


@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"fomo_digits={DIGITS}") as running:
        yield running


def read_http(side: Frames) -> bytes:
    head = side.read_head()
    length = re.search(r"(?i)\ncontent-length: (\d+)", head)
    return head.encode() + (side.take(int(length[1])) if length else b"")


class CountingProxy:
    """Carries whole messages and keeps the first line of each, by connection, the device's and the edge's apart."""

    def __init__(self, edge, is_websocket: bool):
        self.edge, self.is_websocket = edge, is_websocket
        self.connections: list[tuple[list[str], list[str]]] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        scheme = "ws" if is_websocket else "http"
        self.url = f"{scheme}://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept_all, daemon=True).start()

    def accept_all(self):
        while True:
            device = Frames(self.listener.accept()[0])
            edge = Frames(socket.create_connection(("127.0.0.1", self.edge.port)))
            requests, answers = [], []
            self.connections.append((requests, answers))
            for source, target, lines in ((device, edge, requests), (edge, device, answers)):
                threading.Thread(target=self.carry, args=(source, target, lines), daemon=True).start()

    def carry(self, source: Frames, target: Frames, lines: list[str]):
        with suppress(EOFError, OSError):
            if self.is_websocket:
                target.socket.sendall(source.read_head().encode())
            while True:
                message = self.read_frame(source, lines) if self.is_websocket else read_http(source)
                if not self.is_websocket:
                    lines.append(message.split(b"\r\n")[0].decode())
                target.socket.sendall(message)
        with suppress(OSError):
            target.socket.shutdown(socket.SHUT_WR)

    @staticmethod
    def read_frame(source: Frames, lines: list[str]) -> bytes:
        raw = RecordedFrames(source)
        first, _, payload = raw.receive_frame()
        if first & 0x0F != CLOSE:
            assert first == FINAL | BINARY, f"{first:#x}: a message in one frame is expected"
            lines.append(payload.split(b"\n")[0].decode())
        return raw.data


class RecordedFrames(Frames):
    """Reads of another, and keeps the bytes."""

    def __init__(self, source: Frames):
        self.source, self.data = source, b""

    def take(self, count: int) -> bytes:
        part = self.source.take(count)
        self.data += part
        return part


@pytest.mark.parametrize("is_websocket", [False, True])
@pytest.mark.parametrize("split", [0, 1, 10, 24])
def test_an_inference_is_one_message_each_way(edge, is_websocket, split):
    proxy = CountingProxy(edge, is_websocket)
    lines = run_device("--edge", proxy.url, "--model", DIGITS, "--input", SAMPLES, "--split", split, "--count", INFERENCES)
    assert {line["source"] for line in lines} == {"edge" if split == 0 else "split"}
    # Over another connection the device may ask about the link, and end before it has the answer.
    (requests, answers), = [each for each in proxy.connections if any("/infer" in line for line in each[0])]
    inferences = [line for line in requests if line.split()[-1 if is_websocket else 1].endswith("/infer")]
    assert len(inferences) == sum("/infer" in line for line in requests) == INFERENCES
    assert len(answers) == len(requests), "an answer to each request, and nothing else"
