"""Bad requests get a status and a message that names the fault, and the edge lives on."""

import json
import random
import socket
import struct
import threading
import urllib.error
import urllib.request

import pytest
from conftest import DIGITS, running_edge

INPUT_BYTES = 96 * 96 * 3 * 4
INFER = "/v2/models/digits/infer"


@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"digits={DIGITS}") as running:
        yield running
        assert running.process.poll() is None, "the edge died"


def post(edge, target: str, body: bytes, headers: dict | None = None) -> tuple[int, dict]:
    request = urllib.request.Request(edge.url + target, data=body, headers=headers or {}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def infer(edge, document: dict, binary: bytes = b"", json_length: int | None = None) -> tuple[int, dict]:
    text = json.dumps(document).encode()
    length = len(text) if json_length is None else json_length
    return post(edge, INFER, text + binary, {"Inference-Header-Content-Length": str(length)})


def good_document(edge) -> dict:
    with urllib.request.urlopen(edge.url + "/v2/models/digits", timeout=30) as answer:
        name = json.loads(answer.read())["inputs"][0]["name"]
    parameters = {"binary_data_size": INPUT_BYTES}
    return {"inputs": [{"name": name, "datatype": "FP32", "shape": [1, 96, 96, 3], "parameters": parameters}]}


def assert_alive(edge) -> None:
    status, _ = infer(edge, good_document(edge), bytes(INPUT_BYTES))
    assert status == 200


def change(document: dict, **fields) -> dict:
    document["inputs"][0] |= fields
    return document


def test_faults_of_an_inference_are_named(edge):
    good = lambda: good_document(edge)
    zeros = bytes(INPUT_BYTES)
    nan = struct.pack("<f", float("nan")) + bytes(INPUT_BYTES - 4)
    infinite = bytes(INPUT_BYTES - 4) + struct.pack("<f", float("inf"))
    cases = [
        (infer(edge, change(good(), shape=[1, 96, 96]), zeros), 400, "96"),
        (infer(edge, change(good(), shape=[1, 96, 3, 96]), zeros), 400, "[1,96,96,3]"),
        (infer(edge, change(good(), datatype="INT32"), zeros), 400, "INT32"),
        (infer(edge, change(good(), datatype="FP99"), zeros), 501, "FP99"),
        (infer(edge, change(good(), name="t9999"), zeros), 400, "t9999"),
        (infer(edge, good(), nan), 400, "0"),
        (infer(edge, good(), infinite), 400, "27647"),
        (infer(edge, {"inputs": []}), 400, "'inputs' is empty"),
        (infer(edge, {"inputs": good()["inputs"] * 2}, zeros * 2), 400, "twice"),
        (infer(edge, good(), zeros[:-4]), 400, str(INPUT_BYTES)),
        (infer(edge, good(), zeros + b"more"), 400, "4"),
        (infer(edge, good() | {"parameters": {"split": 25}}, zeros), 400, "split 25 is out of range 0..24"),
        (infer(edge, good() | {"parameters": {"split": -1}}, zeros), 400, "split"),
        (infer(edge, good() | {"parameters": {"split": "x"}}, zeros), 400, "split"),
        (infer(edge, good(), zeros, json_length=10**9), 400, "1000000000"),
        (infer(edge, good(), zeros, json_length=5), 400, "JSON"),
        (post(edge, INFER, b"{", {}), 400, "JSON"),
        (post(edge, INFER, b"", {}), 400, "JSON"),
        (post(edge, INFER, b"{}", {"Inference-Header-Content-Length": "two"}), 400, "two"),
        (post(edge, "/v2/models/other/infer", b"{}"), 404, "other"),
        (post(edge, "/v2/models/digits/versions/2/infer", b"{}"), 404, "2"),
        (post(edge, "/nowhere", b"{}"), 404, "/nowhere"),
        (post(edge, "/v2/models/digits", b"{}"), 405, "GET"),
    ]
    for (status, body), expected, says in cases:
        assert status == expected, body
        assert says in body["error"], body
    assert_alive(edge)


def test_faults_of_a_registration_are_named(edge):
    target = "/v2/models/digits/devices/d"
    cases = [
        (post(edge, target, b"["), 400, "JSON"),
        (post(edge, target, b"{}"), 400, ""),
        (post(edge, target, json.dumps({"model_sha256": "0" * 64, "layer_us": ""}).encode()), 409, "0" * 64),
        (post(edge, target, b"x" * (2 << 20)), 413, "max_registration_bytes"),
        (post(edge, "/v2/models/digits/devices/a%1b%5b2J", b"{}"), 400, "control character"),
        (post(edge, "/v2/models/digits/devices/" + "x" * 300, b"{}"), 400, "max_name_bytes"),
    ]
    for (status, body), expected, says in cases:
        assert status == expected, body
        assert says in body["error"], body
    assert_alive(edge)


def test_bodies_beyond_the_limit_are_refused(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text("communication: {http: {max_body_bytes: 200000}}\n")
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as small:
        status, body = post(small, INFER, bytes(200_001))
        assert status == 413
        assert "200000" in body["error"]
        assert_alive(small)


def exchange(edge, data: bytes) -> bytes:
    """Sends raw bytes, closes our half, and returns what comes back."""
    with socket.create_connection(("127.0.0.1", edge.port), timeout=30) as connection:
        received = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except ConnectionError:
            pass
    return received


def request_bytes(edge) -> bytes:
    text = json.dumps(good_document(edge)).encode()
    body = text + bytes(INPUT_BYTES)
    head = f"POST {INFER} HTTP/1.1\r\nHost: x\r\nInference-Header-Content-Length: {len(text)}\r\n"
    return (head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def test_requests_cut_anywhere_harm_nobody(edge):
    whole = request_bytes(edge)
    assert exchange(edge, whole).startswith(b"HTTP/1.1 200")
    head_bytes = len(whole) - INPUT_BYTES
    for length in [*range(0, head_bytes, 3), *range(head_bytes, len(whole), 9973)]:
        assert not exchange(edge, whole[:length]).startswith(b"HTTP/1.1 200")
    assert_alive(edge)


def test_changed_requests_harm_nobody(edge):
    """Bytes of the head and of the JSON are changed at random, over connections that are kept open while possible."""
    whole = request_bytes(edge)[:-INPUT_BYTES]
    generator = random.Random(1)
    for _ in range(10_000):
        changed = bytearray(whole)
        for _ in range(generator.randint(1, 5)):
            changed[generator.randrange(len(changed))] = generator.randrange(256)
        exchange(edge, bytes(changed) + bytes(generator.randrange(64)))
    assert_alive(edge)


def test_clients_that_leave_harm_nobody(edge):
    whole = request_bytes(edge)

    def leave() -> None:
        with socket.create_connection(("127.0.0.1", edge.port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(whole)

    threads = [threading.Thread(target=leave) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_alive(edge)


def test_a_flood_is_answered_with_503_or_served(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text("max_queued_inferences: 0\ninference_workers: 1\n")
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as small:
        status, body = infer(small, good_document(small), bytes(INPUT_BYTES))
        assert status == 503
        assert "max_queued_inferences" in body["error"]
