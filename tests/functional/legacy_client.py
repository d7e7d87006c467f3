"""A client of the first firmware's HTTP protocol, which runs layers from per-layer outputs that are stored."""

import json
import struct
import urllib.error
import urllib.parse
import urllib.request

import numpy as np


def result_frame(device: str, message: str, layer: int, output: np.ndarray, seconds: list[float], spare: int = 0) -> bytes:
    """The frame with the output of `layer`; firmware has room for all layers, so `spare` bytes follow."""
    head = struct.pack("<d9s4siI", 12.5, device.encode(), message.encode(), layer, output.size * 4)
    times = struct.pack(f"<i{len(seconds)}f", len(seconds) * 4, *seconds)
    return head + output.astype("<f4").tobytes() + times + bytes(spare)


def rgb565(rgb: np.ndarray, order: str = ">") -> bytes:
    """Of [height, width, 3] uint8."""
    red, green, blue = (rgb[..., i].astype(np.uint16) for i in range(3))
    return ((red >> 3) << 11 | (green >> 2) << 5 | blue >> 3).astype(order + "u2").tobytes()


class LegacyClient:
    def __init__(self, url: str):
        self.url = url

    def call(self, path: str, body: bytes | None = None, client_id: str | None = None) -> tuple[int, dict]:
        query = "" if client_id is None else "?" + urllib.parse.urlencode({"client_id": client_id})
        request = urllib.request.Request(self.url + path + query, data=body, method="GET" if body is None else "POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def register(self, **fields) -> tuple[int, dict]:
        return self.call("/api/registration", json.dumps(fields).encode())

    def send_result(self, frame: bytes, client_id: str | None = None) -> tuple[int, dict]:
        return self.call("/api/device_inference_result", frame, client_id)

    def send_picture(self, pixels: bytes, client_id: str | None = None) -> tuple[int, dict]:
        return self.call("/api/device_input", pixels, client_id)

    def layer(self, client_id: str | None = None) -> int:
        status, answer = self.call("/api/offloading_layer", client_id=client_id)
        assert status == 200, answer
        return answer["offloading_layer_index"]

    def prediction(self, client_id: str | None = None) -> dict:
        status, answer = self.call("/api/prediction", client_id=client_id)
        assert status == 200, answer
        return answer
