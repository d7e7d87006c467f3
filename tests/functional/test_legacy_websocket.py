"""Devices of the first firmware over WebSocket: at /ws of the HTTP port, and at the port that they know."""

import json
import re

import pytest
from conftest import FOMO59, SOURCE, needs_fomo59, running_edge
from legacy_client import LegacyClient
from legacy_layers import LAST, LAYERS, check_picture_prediction, check_prediction, cut_sizes, frame, is_carried, picture
from websocket_client import BINARY, TEXT, WebSocket

pytestmark = needs_fomo59

CONFIG = SOURCE / "examples" / "config" / "legacy.yaml"
MODEL = ("--model", f"fomo_96x96={FOMO59}")


@pytest.fixture(scope="module")
def edge():
    with running_edge("--config", CONFIG, "--set", "legacy.websocket_port=0", *MODEL) as running:
        line = next(line for line in running.process.stderr if "legacy WebSocket port" in line)
        running.legacy_port = int(re.search(r"port (\d+)", line)[1])
        yield running
        assert running.process.poll() is None, "the edge died"


@pytest.fixture(params=["/ws of the HTTP port", "the old port"])
def port(request, edge):
    return edge.legacy_port if request.param == "the old port" else edge.port


class Board:
    """A device: registers when it connects, and runs layers whose outputs are stored."""

    def __init__(self, port: int, device: str):
        self.socket = WebSocket(port)
        self.device = device
        self.registration = self.ask(TEXT, json.dumps({"device_id": device}).encode())

    def ask(self, opcode: int, payload: bytes) -> dict:
        self.socket.send(opcode, payload)
        kind, answer = self.socket.receive()
        assert kind == TEXT, "old clients read text"
        return json.loads(answer)


def test_registration_tells_the_layer(port):
    board = Board(port, "reg")
    assert board.registration == {"channel": "registration", "device": "reg", "offloading_layer_index": LAST}
    assert board.ask(TEXT, b'{"client_id": "newer"}')["device"] == "newer"
    assert "detail" in board.ask(TEXT, b'{"device_id": 7}')


def test_every_layer_is_continued_or_refused(edge, port):
    board = Board(port, "board-7")
    sizes = cut_sizes()
    for layer in [-1, *range(LAYERS)]:
        answer = board.ask(BINARY, frame(layer, message=f"{layer}", spare=4 * (LAST - layer)))
        if not is_carried(layer, sizes):
            assert "one tensor" in answer["detail"], layer
            continue
        assert answer["channel"] == "offloading_layer" and is_carried(answer["offloading_layer_index"], sizes), answer
        check_prediction(LegacyClient(edge.url).prediction("board-7"), f"{layer}", layer)


def test_a_picture_is_run_whole_and_not_answered(edge, port):
    board = Board(port, f"camera{port}")
    board.socket.send(BINARY, picture("<"))
    # One connection's messages are answered in their order, so this answer comes after the picture was run.
    answer = board.ask(TEXT, json.dumps({"device_id": board.device}).encode())
    assert answer["channel"] == "registration"
    check_picture_prediction(LegacyClient(edge.url).prediction(board.device))


def test_a_frame_without_a_known_name_is_of_the_device_of_its_connection(edge, port):
    first, second = Board(port, f"one{port}"), Board(port, f"two{port}")
    first.ask(BINARY, frame(LAST, device="", message="1"))
    second.ask(BINARY, frame(LAST, device="nobody", message="2"))
    for board, message in ((first, "1"), (second, "2")):
        assert LegacyClient(edge.url).prediction(board.device)["message_id"] == message


def test_frames_that_lie_are_refused_and_the_connection_stays(port):
    board = Board(port, "board-7")
    good = frame(3)
    for bad in (b"", b"\0", good[:40], good[:25] + b"\xff\xff\xff\x7f" + good[29:]):
        assert board.ask(BINARY, bad)["detail"]
    assert board.ask(BINARY, good)["channel"] == "offloading_layer"


def test_the_guide_and_native_messages_share_the_endpoint(edge):
    client = WebSocket(edge.port)
    client.send(TEXT, b'{"request_id": "1", "client_id": "g"}')
    assert "offloading_layer" in json.loads(client.receive()[1])
    client.send(BINARY, b"SCW1 9 GET /v2\n\n")
    assert client.receive()[1].startswith(b"SCW1 9 200\n")


def test_the_old_port_serves_nothing_else(edge):
    client = WebSocket(edge.legacy_port)
    client.send(BINARY, b"SCW1 9 GET /v2\n\n")
    assert client.receive()[1].startswith(b"SCW1 9 404\n")
    assert LegacyClient(f"http://127.0.0.1:{edge.legacy_port}").register(device_id="d") == (
        404, {"error": "only WebSocket is served here, at /ws"})


def test_an_edge_whose_old_port_is_taken_serves_the_others(edge):
    with running_edge("--config", CONFIG, "--set", f"legacy.websocket_port={edge.legacy_port}", *MODEL) as second:
        assert Board(second.port, "d").registration["channel"] == "registration"


@pytest.mark.parametrize("mode, http, websocket", [("[http]", True, False), ("websocket", False, True)])
def test_the_mode_says_what_is_served(mode, http, websocket):
    with running_edge("--set", f"communication.mode={mode}", "--set", "legacy.enabled=true", *MODEL) as edge:
        assert (LegacyClient(edge.url).register(device_id="d")[0] == 200) == http
        if websocket:
            assert Board(edge.port, "d").registration
        else:
            with pytest.raises(AssertionError, match="404"):
                WebSocket(edge.port)
