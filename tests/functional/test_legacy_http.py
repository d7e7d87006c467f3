"""Devices of the first firmware over HTTP, with the per-layer directory they run."""

import json

import numpy as np
import pytest
from conftest import FOMO59, SOURCE, check_program, needs_fomo59, running_edge
from legacy_client import LegacyClient, result_frame, rgb565

pytestmark = needs_fomo59

LAYERS = 59
LAST = LAYERS - 1
EXPECTED = FOMO59 / "expected"
TOLERANCE = 1e-4  # sums in another order, through the softmax
SUCCESS = (200, {"message": "Success"})


def stored(layer: int) -> np.ndarray:
    return np.fromfile(EXPECTED / "ramp" / f"layer_{layer}.f32", dtype="<f4")


def frame(layer: int, device: str = "board-7", message: str = "m1", seconds: float = 1e-3, **options) -> bytes:
    stop = LAST if layer == -1 else layer
    return result_frame(device, message, layer, stored(stop), [seconds] * (stop + 1), **options)


@pytest.fixture(scope="module")
def edge():
    config = SOURCE / "examples" / "config" / "legacy.yaml"
    with running_edge("--config", config, "--model", f"fomo_96x96={FOMO59}") as running:
        yield running
        assert running.process.poll() is None, "the edge died"


@pytest.fixture
def client(edge):
    client = LegacyClient(edge.url)
    client.register(device_id="board-7")
    return client


@pytest.fixture(scope="module")
def live_tensors() -> list[int]:
    """How many tensors each cut holds."""
    document = json.loads(check_program("sciot", "model", "inspect", FOMO59, "--json"))
    return [len(cut["tensors"]) for cut in document["cuts"]]


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
        if layer not in (-1, LAST) and live_tensors[layer + 1] != 1:
            assert status == 422 and "one tensor" in answer["detail"], layer
            continue
        assert (status, answer) == SUCCESS, layer
        prediction = client.prediction("board-7")
        assert prediction["message_id"] == message and prediction["offloading_layer_index"] == layer
        assert int(np.prod(prediction["shape"])) == len(prediction["prediction"])
        np.testing.assert_allclose(prediction["prediction"], stored(LAST), rtol=0, atol=TOLERANCE, err_msg=message)


def test_the_layer_follows_the_times_and_is_one_that_a_frame_can_carry(client, live_tensors):
    client.register(client_id="slow")
    assert client.layer("slow") == LAST  # nothing is known: all on the device
    for seconds in (0.5, 0.001, 0.0, 0.03):
        assert client.send_result(frame(LAST, device="", seconds=seconds), "slow") == SUCCESS
        layer = client.layer("slow")
        assert layer == LAST or live_tensors[layer + 1] == 1, layer
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
    rgb = np.fromfile(EXPECTED / "img" / "image.rgb", dtype=np.uint8).reshape(96, 96, 3)
    assert client.send_picture(rgb565(rgb), "board-7") == SUCCESS
    prediction = client.prediction("board-7")
    assert prediction["message_id"] is None
    # Five and six bits a colour are not all of the picture.
    want = np.fromfile(EXPECTED / "img" / f"layer_{LAST}.f32", dtype="<f4")
    np.testing.assert_allclose(prediction["prediction"], want, rtol=0, atol=0.05)
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
