"""WebSocket at /ws: a device that speaks it, and messages that are the developer guide's or nobody's."""

import json
import struct

import pytest
from conftest import DIGITS, SAMPLES, run_device, running_edge
from websocket_client import BINARY, CLOSE, FINAL, PING, PONG, TEXT, WebSocket

@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"digits={DIGITS}") as running:
        yield running


@pytest.mark.parametrize("split", [0, 1, 10, 24])
def test_a_device_gets_the_same_results(edge, split):
    def run(url):
        return run_device("--edge", url, "--model", "digits", "--input", SAMPLES, "--split", split)

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
