"""WebSocket at /ws: a device that speaks it, and messages that are the developer guide's or nobody's."""

import base64
import json
import os
import socket
import struct

import pytest
from conftest import DIGITS, SAMPLES, check_program, json_lines, running_edge

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FINAL, MASKED = 0x80, 0x80


class WebSocket:
    """A client written from RFC 6455."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1)
        assert head.startswith(b"HTTP/1.1 101"), head
        assert b"permessage-deflate" not in head, "tensors are not compressed"

    def take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            assert part, "the edge closed the connection"
            data += part
        return data

    def send(self, opcode: int, payload: bytes, is_final=True):
        mask = os.urandom(4)
        length = bytes([MASKED | len(payload)]) if len(payload) < 126 else bytes([MASKED | 126]) + struct.pack(">H", len(payload))
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(bytes([(FINAL if is_final else 0) | opcode]) + length + mask + masked)

    def receive(self) -> tuple[int, bytes]:
        first, second = self.take(2)
        length = struct.unpack(">H", self.take(2))[0] if second == 126 else second
        return first & 0x0F, self.take(length)


@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"digits={DIGITS}") as running:
        yield running


@pytest.mark.parametrize("split", [0, 1, 10, 24])
def test_a_device_gets_the_same_results(edge, split):
    def run(url):
        arguments = ("--edge", url, "--model", "digits", "--input", SAMPLES, "--split", split, "--json")
        return json_lines(check_program("sciot-device", *arguments))

    over_http, over_websocket = run(edge.url), run(f"ws://127.0.0.1:{edge.port}")
    assert {line["source"] for line in over_websocket} == {"edge" if split == 0 else "split"}
    assert [line["result"] for line in over_websocket] == [line["result"] for line in over_http]


def test_the_requests_of_the_guide_are_answered_as_over_http(edge):
    client = WebSocket(edge.port)
    client.send(TEXT, b"{}")
    opcode, answer = client.receive()
    assert (opcode, json.loads(answer)) == (TEXT, {"offloading_layer": 24, "message": "Normal offloading"})
    client.send(TEXT, b'{"device_times": ["fast"]}')
    assert "detail" in json.loads(client.receive()[1])


def test_pings_are_answered_between_the_fragments_of_a_message(edge):
    client = WebSocket(edge.port)
    client.send(TEXT, b"{", is_final=False)
    client.send(PING, b"there?")
    assert client.receive() == (PONG, b"there?")
    client.send(0, b"}")
    assert json.loads(client.receive()[1])["message"] == "Normal offloading"


def test_bytes_that_are_no_message_are_refused_and_the_connection_stays(edge):
    client = WebSocket(edge.port)
    client.send(BINARY, b"\x00\x01\x02")
    assert b"SCW1" in client.receive()[1]
    client.send(TEXT, b"{}")
    assert b"offloading_layer" in client.receive()[1]


def test_a_frame_without_a_mask_closes_the_connection(edge):
    client = WebSocket(edge.port)
    client.socket.sendall(bytes([FINAL | TEXT, 2]) + b"{}")
    opcode, payload = client.receive()
    assert (opcode, struct.unpack(">H", payload[:2])[0]) == (CLOSE, 1002)
