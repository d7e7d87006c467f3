"""Devices of the first firmware over HTTP, with the per-layer directory they run."""

import numpy as np
import pytest
from conftest import FOMO59, SOURCE, needs_fomo59, running_edge
from legacy_client import LegacyClient, result_frame
from legacy_layers import LAST, LAYERS, check_picture_prediction, check_prediction, cut_sizes, frame, is_carried, picture, stored

pytestmark = needs_fomo59

SUCCESS = (200, {"message": "Success"})


@pytest.fixture(scope="module")
def edge():
    config = SOURCE / "examples" / "config" / "legacy.yaml"
    arguments = ("--config", config, "--set", "legacy.websocket_port=null", "--model", f"fomo_96x96={FOMO59}")
    with running_edge(*arguments) as running:
        yield running
        assert running.process.poll() is None, "the edge died"


@pytest.fixture
def client(edge):
    client = LegacyClient(edge.url)
    client.register(device_id="board-7")
    return client


@pytest.fixture(scope="module")
def live_tensors() -> list[int]:
    return cut_sizes()


def test_registration(client):
    assert client.register(device_id="board-7") == (200, {"message": "Success", "device": "board-7"})
    answer = {"message": "Success", "device": "c", "client_id": "c", "model_name": "fomo_96x96"}
    assert client.register(client_id="c") == (200, answer)
    status, answer = client.register()
    assert status == 422 and "device_id" in answer["detail"]


def test_every_layer_is_continued_or_refused(client, live_tensors):
    for layer in [-1, *range(LAYERS)]:
        message = f"{layer}"
        status, answer = client.send_result(frame(layer, message=message, spare=4 * (LAST - layer)))
        if not is_carried(layer, live_tensors):
            assert status == 422 and "one tensor" in answer["detail"], layer
            continue
        assert (status, answer) == SUCCESS, layer
        check_prediction(client.prediction("board-7"), message, layer)


def test_the_layer_follows_the_times_and_is_one_that_a_frame_can_carry(client, live_tensors):
    client.register(client_id="slow")
    assert client.layer("slow") == LAST  # nothing is known: all on the device
    for seconds in (0.5, 0.001, 0.0, 0.03):
        assert client.send_result(frame(LAST, device="", seconds=seconds), "slow") == SUCCESS
        layer = client.layer("slow")
        assert is_carried(layer, live_tensors), layer
    for _ in range(3):
        assert client.send_result(frame(LAST, device="", seconds=0.5), "slow") == SUCCESS
    assert client.layer("slow") == 0


def test_the_device_is_that_of_the_query_else_the_frame_else_the_address(client):
    client.register(device_id="other")
    assert client.send_result(frame(-1, device="board-7", message="f")) == SUCCESS
    assert client.prediction("board-7")["message_id"] == "f"
    assert client.send_result(frame(-1, device="nobody", message="a")) == SUCCESS
    assert client.prediction("other")["message_id"] == "a" == client.prediction()["message_id"]
    assert client.send_result(frame(-1, device="nobody", message="q"), "board-7") == SUCCESS
    assert client.prediction("board-7")["message_id"] == "q"
    status, answer = client.send_result(frame(-1, device="board-7"), "other")
    assert status == 409 and "board-7" in answer["detail"]


def test_pictures_are_run_whole(client):
    assert client.send_picture(picture(">"), "board-7") == SUCCESS
    check_picture_prediction(client.prediction("board-7"))
    status, answer = client.send_picture(bytes(100), "board-7")
    assert status == 422 and "96 x 96 takes 18432" in answer["detail"]


def test_frames_that_lie_are_refused(client):
    good = frame(3)
    for bad in (b"", good[:40], good[:25] + b"\xff\xff\xff\x7f" + good[29:], frame(3)[:21] + b"\x7f\0\0\0" + good[25:]):
        status, answer = client.send_result(bad)
        assert status == 422 and answer["detail"], answer
    status, answer = client.send_result(result_frame("board-7", "m", 0, np.full(9, 1.0), [1e-3]))
    assert status == 422 and "36" in answer["detail"]
    nan = np.full(stored(0).size, np.nan)
    assert client.send_result(result_frame("board-7", "m", 0, nan, [1e-3]))[0] == 422
    assert client.send_result(frame(0)) == SUCCESS


def test_the_guide_is_served_on_the_same_port(client):
    status, answer = client.call("/inference", b"{}")
    assert status == 200 and answer["offloading_layer"] >= -1
    status, document = client.call("/openapi.json")
    assert status == 200 and "/api/device_inference_result" in document["paths"]


def test_without_the_key_there_are_no_such_calls(digits_edge):
    assert LegacyClient(digits_edge.url).register(device_id="d")[0] == 404
