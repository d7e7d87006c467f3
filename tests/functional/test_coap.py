"""The example of a protocol server, CoAP over UDP: messages larger than a datagram go and come block by block."""

import asyncio
import json
import random
import socket
import struct
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import aiocoap
import pytest
from conftest import DIGITS, PROGRAMS, free_port, running_edge

PLUGIN = PROGRAMS.parent / "plugins" / "coap.so"
SECONDS = 60
# A small device's blocks are 64 bytes and more; 2^(4 + this) bytes.
BLOCKS = {"large": 6, "small": 2}


@contextmanager
def edge_with_coap(tmp_path, **options):
    port = free_port(socket.SOCK_DGRAM)
    config = tmp_path / "edge.yaml"
    config.write_text(json.dumps({"plugins": [{"path": str(PLUGIN), "options": {"port": str(port), **options}}]}))
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
        yield edge, f"coap://127.0.0.1:{port}"


def model(edge) -> dict:
    with urllib.request.urlopen(edge.url + "/v2/models/digits") as answer:
        return json.load(answer)


def message(model: dict, pixels: bytes, name: str = "digits", answer_binary: bool = True) -> bytes:
    tensor = {**model["inputs"][0], "parameters": {"binary_data_size": len(pixels)}}
    request = {"id": "7", "model_name": name, "inputs": [tensor], "parameters": {"binary_data_output": answer_binary}}
    text = json.dumps(request).encode()
    return struct.pack("<I", len(text)) + text + pixels


def pixels_of(model: dict) -> bytes:
    count = 1
    for dimension in model["inputs"][0]["shape"]:
        count *= dimension
    rng = random.Random(1)
    return struct.pack(f"<{count}f", *(rng.random() for _ in range(count)))


async def post(context, url: str, payload: bytes, size_exponent: int = 6):
    request = aiocoap.Message(code=aiocoap.POST, uri=url, payload=payload)
    request.remote.maximum_block_size_exp = size_exponent
    return await asyncio.wait_for(context.request(request).response, SECONDS)


def ask(payload: bytes, url: str, size_exponent: int = 6):
    """As a client with a port of its own."""

    async def run():
        context = await aiocoap.Context.create_client_context()
        try:
            return await post(context, url, payload, size_exponent)
        finally:
            await context.shutdown()

    return asyncio.run(run())


def parts(answer) -> tuple[dict, bytes]:
    size = struct.unpack("<I", answer.payload[:4])[0]
    return json.loads(answer.payload[4 : 4 + size]), answer.payload[4 + size :]


def over_http(edge, payload: bytes) -> tuple[dict, bytes]:
    size = struct.unpack("<I", payload[:4])[0]
    headers = {"Inference-Header-Content-Length": str(size), "Content-Type": "application/octet-stream"}
    request = urllib.request.Request(edge.url + "/v2/models/digits/infer", data=payload[4:], headers=headers)
    with urllib.request.urlopen(request) as answer:
        body, size = answer.read(), int(answer.headers["Inference-Header-Content-Length"])
    return json.loads(body[:size]), body[size:]


@pytest.mark.parametrize("blocks", BLOCKS)
def test_an_inference_gives_the_bytes_of_http(tmp_path, blocks):
    with edge_with_coap(tmp_path) as (edge, url):
        payload = message(model(edge), pixels_of(model(edge)))
        answer, tensors = parts(ask(payload, url=url + "/inference", size_exponent=BLOCKS[blocks]))
        expected, expected_tensors = over_http(edge, payload)
        assert answer["id"] == "7" and answer["outputs"] == expected["outputs"]
        assert tensors and tensors == expected_tensors


def test_what_is_wrong_is_answered_and_the_next_is_served(tmp_path):
    with edge_with_coap(tmp_path, path="deeper/place") as (edge, url):
        good = message(model(edge), pixels_of(model(edge)))
        other = message(model(edge), pixels_of(model(edge)), name="other")
        for payload in (other, b"", b"\xff" * 7, good[:-1]):
            answer = ask(payload, url=url + "/deeper/place")
            assert answer.code == aiocoap.BAD_REQUEST and "error" in parts(answer)[0]
        assert ask(good, url=url).code == aiocoap.NOT_FOUND
        assert ask(good, url=url + "/deeper/place").code == aiocoap.CHANGED


def test_many_at_once_and_noise(tmp_path):
    with edge_with_coap(tmp_path) as (edge, url):
        host, port = url.removeprefix("coap://").split(":")
        rng = random.Random(3)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
            for _ in range(2000):
                noise.sendto(rng.randbytes(rng.randrange(64)), (host, int(port)))
        payload = message(model(edge), pixels_of(model(edge)))
        with ThreadPoolExecutor(4) as clients:
            answers = list(clients.map(ask, [payload] * 8, [url + "/inference"] * 8))
        assert all(answer.code == aiocoap.CHANGED for answer in answers)
        assert len({answer.payload[-64:] for answer in answers}) == 1
        edge.process.terminate()
        assert edge.process.wait(timeout=SECONDS) == 0


def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        options = {"port": str(taken.getsockname()[1])}
        config = tmp_path / "edge.yaml"
        config.write_text(json.dumps({"plugins": [{"path": str(PLUGIN), "options": options}]}))
        with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
            with urllib.request.urlopen(edge.url + "/v2/status") as answer:
                assert json.load(answer)["counters"]["extensions"] == {"coap: not started": 1}
