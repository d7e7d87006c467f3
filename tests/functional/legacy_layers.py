"""The layers of the reference network as devices of the first firmware run them: outputs that are stored."""

import json

import numpy as np
from conftest import FOMO59, check_program
from legacy_client import result_frame, rgb565

LAYERS = 59
LAST = LAYERS - 1
EXPECTED = FOMO59 / "expected"
TOLERANCE = 1e-4  # sums in another order, through the softmax


def stored(layer: int) -> np.ndarray:
    return np.fromfile(EXPECTED / "ramp" / f"layer_{layer}.f32", dtype="<f4")


def frame(layer: int, device: str = "board-7", message: str = "m1", seconds: float = 1e-3, **options) -> bytes:
    stop = LAST if layer == -1 else layer
    return result_frame(device, message, layer, stored(stop), [seconds] * (stop + 1), **options)


def picture(order: str) -> bytes:
    """The reference picture in RGB565."""
    rgb = np.fromfile(EXPECTED / "img" / "image.rgb", dtype=np.uint8).reshape(96, 96, 3)
    return rgb565(rgb, order)


def cut_sizes() -> list[int]:
    """How many tensors each cut holds."""
    document = json.loads(check_program("sciot", "model", "inspect", FOMO59, "--json"))
    return [len(cut["tensors"]) for cut in document["cuts"]]


def is_carried(layer: int, sizes: list[int]) -> bool:
    """Whether a frame with the output of `layer` can be continued."""
    return layer in (-1, LAST) or sizes[layer + 1] == 1


def check_prediction(prediction: dict, message: str, layer: int) -> None:
    assert prediction["message_id"] == message and prediction["offloading_layer_index"] == layer
    assert int(np.prod(prediction["shape"])) == len(prediction["prediction"])
    np.testing.assert_allclose(prediction["prediction"], stored(LAST), rtol=0, atol=TOLERANCE, err_msg=message)


def check_picture_prediction(prediction: dict) -> None:
    assert prediction["message_id"] is None and prediction["offloading_layer_index"] is None
    # Five and six bits a colour are not all of the picture.
    want = np.fromfile(EXPECTED / "img" / f"layer_{LAST}.f32", dtype="<f4")
    np.testing.assert_allclose(prediction["prediction"], want, rtol=0, atol=0.05)
