"""Devices of the first firmware through a broker, which speaks MQTT 3.1.1 with them."""

import json

import pytest
from conftest import FOMO59, SOURCE, needs_fomo59
from edge_status import status, wait_until
from legacy_client import LegacyClient
from legacy_layers import LAST, LAYERS, check_picture_prediction, check_prediction, cut_sizes, frame, is_carried, picture
from mqtt_broker import broker, edge_at_broker  # noqa: F401
from mqtt_client import MqttClient

pytestmark = needs_fomo59


@pytest.fixture(scope="module")
def edge(broker):
    config = SOURCE / "examples" / "config" / "legacy.yaml"
    arguments = ("--config", config, "--set", "legacy.websocket_port=null", "--model", f"fomo_96x96={FOMO59}")
    with edge_at_broker(broker.port, *arguments, topic="legacy") as running:
        yield running


class Board:
    """A device: registers when it connects, and runs layers whose outputs are stored."""

    def __init__(self, port: int, device: str):
        self.device = device
        self.client = MqttClient(port, device)
        self.client.subscribe(f"{device}/offloading_layer")
        self.client.publish("devices/", json.dumps({"device_id": device}).encode())
        self.first_layer = self.layer()

    def layer(self) -> int:
        """The one that the edge publishes next."""
        answer = json.loads(self.client.next_message().payload)
        assert list(answer) == ["offloading_layer_index"]
        return answer["offloading_layer_index"]

    def send_result(self, payload: bytes) -> int:
        self.client.publish(f"{self.device}/model_inference_result", payload)
        return self.layer()


def test_registration_tells_the_layer(broker, edge):
    assert Board(broker.port, "reg").first_layer == LAST
    assert Board(broker.port, "reg 2").first_layer == LAST


def test_every_layer_is_continued_or_refused(broker, edge):
    board = Board(broker.port, "board-7")
    sizes = cut_sizes()
    malformed = status(edge)["counters"]["mqtt"]["malformed_messages"]
    for layer in [-1, *range(LAYERS)]:
        next_layer = board.send_result(frame(layer, message=f"{layer}", spare=4 * (LAST - layer)))
        assert is_carried(next_layer, sizes), next_layer
        if is_carried(layer, sizes):
            check_prediction(LegacyClient(edge.url).prediction("board-7"), f"{layer}", layer)
        else:
            assert LegacyClient(edge.url).prediction("board-7")["message_id"] != f"{layer}"
            malformed += 1
    assert status(edge)["counters"]["mqtt"]["malformed_messages"] == malformed


@pytest.mark.parametrize("order, name", [("<", "little"), (">", "big")])
def test_pictures_are_run_whole(broker, tmp_path, order, name):
    settings = {"legacy.enabled": "true", "legacy.run_device_input": "true", "legacy.mqtt_pixels": name}
    pairs = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    with edge_at_broker(broker.port, *pairs, "--model", f"fomo_96x96={FOMO59}", topic=f"pictures-{name}") as edge:
        camera = Board(broker.port, f"camera-{name}")
        camera.client.publish(f"camera-{name}/input_data", picture(order))
        client = LegacyClient(edge.url)
        wait_until(lambda: client.call("/api/prediction", client_id=camera.device)[0] == 200, "no prediction")
        check_picture_prediction(client.prediction(camera.device))


def test_what_is_wrong_is_counted_and_the_edge_goes_on(broker, edge):
    board = Board(broker.port, "lies")
    before = status(edge)["counters"]["mqtt"]["malformed_messages"]
    good = frame(3, device="lies")
    for bad in (b"", good[:40], good[:25] + b"\xff\xff\xff\x7f" + good[29:]):
        board.client.publish("lies/model_inference_result", bad)
    board.client.publish("lies/input_data", bytes(100))
    board.client.publish("devices/", b"{}")
    board.client.publish("devices/", b'{"device_id": "a/b"}')
    wait_until(lambda: status(edge)["counters"]["mqtt"]["malformed_messages"] == before + 6, "not counted")
    assert board.client.messages.empty()
    board.send_result(good)
