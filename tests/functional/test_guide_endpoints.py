"""The developer guide's POST /inference and POST /results, and the document of all calls."""

import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import DIGITS, check_program, running_edge

SLOW = 0.5  # seconds of a layer that no device should keep


def call(edge, path: str, body: bytes | None = None, method: str = "POST") -> tuple[int, dict]:
    request = urllib.request.Request(edge.url + path, data=body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def post(edge, path: str, **fields) -> tuple[int, dict]:
    return call(edge, path, json.dumps(fields).encode())


@pytest.fixture(scope="module")
def layers() -> int:
    return len(json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["layers"])


@pytest.fixture
def edge():
    with running_edge("--model", f"digits={DIGITS}") as running:
        yield running


def test_an_empty_request_gets_defaults(edge, layers):
    assert post(edge, "/inference") == (200, {"offloading_layer": layers - 1, "message": "Normal offloading"})
    assert post(edge, "/results") == (200, {"status": "success"})
    status, devices = call(edge, "/v2/models/digits/devices", method="GET")
    assert status == 200 and [device["device_id"] for device in devices["devices"]] == ["127.0.0.1"]


@pytest.mark.parametrize("path", ["/inference", "/results"])
def test_times_make_the_decision_of_that_device_alone(edge, layers, path):
    status, _ = post(edge, path, request_id="1", timestamp="now", client_id="slow", device_times=[SLOW] * layers)
    assert status == 200
    assert post(edge, "/inference", client_id="slow")[1]["offloading_layer"] == 0
    assert post(edge, "/inference", client_id="other", model="digits")[1]["offloading_layer"] == layers - 1
    _, device = call(edge, "/v2/models/digits/devices/slow", method="GET")
    assert device["device_layers"]["us"] == [SLOW * 1e6] * layers


def test_the_guide_algorithm_is_the_guides(layers):
    with running_edge("--model", f"digits={DIGITS}", "--algorithm", "guide") as edge:
        times = [1e-9] * (layers - 1) + [SLOW]
        assert post(edge, "/inference", device_times=times)[1]["offloading_layer"] < layers - 1


def test_local_inference_mode_forces_all_layers():
    options = ["--set", "local_inference_mode.enabled=true", "--set", "local_inference_mode.probability=1"]
    with running_edge("--model", f"digits={DIGITS}", *options) as edge:
        assert post(edge, "/inference") == (200, {"offloading_layer": -1, "message": "Local inference mode"})


def test_times_that_vary_are_noticed(edge):
    for seconds in (0.001, 0.001, 0.003, 0.001, 0.004):
        assert post(edge, "/results", client_id="d", device_times=[seconds])[0] == 200
    _, device = call(edge, "/v2/models/digits/devices/d", method="GET")
    assert device["counters"]["variance_events"] >= 1


@pytest.mark.parametrize("path", ["/inference", "/results"])
@pytest.mark.parametrize(
    "body, says",
    [
        (b"", "empty"),
        (b"{", "invalid JSON"),
        (b"[]", "must be a JSON object"),
        (b'{"request_id":1}', "request_id"),
        (b'{"device_times":"fast"}', "device_times"),
        (b'{"device_times":[-0.1]}', "-0.1"),
        (b'{"device_times":[1e999]}', "1e999"),
        (b'{"device_times":[' + b"0.1," * 500 + b"0.1]}", "501 layer times"),
        (b'{"client_id":""}', "client_id"),
        (b'{"model":"other"}', "unknown model 'other'"),
    ],
)
def test_what_is_wrong_is_named(edge, path, body, says):
    status, answer = call(edge, path, body)
    assert status == 422 and says in answer["detail"], answer


def test_another_method_is_told_the_right_one(edge):
    status, answer = call(edge, "/inference", method="GET")
    assert status == 405 and "POST" in answer["detail"]


def test_a_protocol_that_is_not_there_is_refused():
    arguments = ("--model", f"digits={DIGITS}", "--set", "communication.mode=[carrier]")
    with pytest.raises(AssertionError, match="must be of: http, websocket, mqtt; not 'carrier'"):
        check_program("sciot-edge", "--check-config", *arguments)


def test_the_page_shows_each_call_and_loads_nothing(edge):
    document = call(edge, "/openapi.json", method="GET")[1]
    with urllib.request.urlopen(edge.url + "/docs", timeout=30) as answer:
        page = answer.read().decode()
    assert {"/inference", "/results", "/v2/models/{model}/infer", "/docs"} <= document["paths"].keys()
    assert all(path in page for path in document["paths"])
    assert "http://" not in page and "https://" not in page and "<script" not in page


def test_the_server_keeps_to_its_document():
    with running_edge("--model", f"digits={DIGITS}", "--set", "legacy.enabled=true") as edge:
        check_against_document(edge)


def check_against_document(edge) -> None:
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    command = [Path(sys.executable).parent / "schemathesis", "run", edge.url + "/openapi.json", "--checks", checks]
    options = ["--max-examples", "20", "--seed", "1", "--generation-database", "none", "--no-color"]
    with tempfile.TemporaryDirectory() as folder:  # of what it remembers
        result = subprocess.run(command + options, cwd=folder, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    assert edge.process.poll() is None, "the edge died"
