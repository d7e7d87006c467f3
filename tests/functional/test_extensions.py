"""What users add to an edge: plugins that work, plugins that do not, and the programs that hold them."""

import json
import socket
import struct
import urllib.request

import pytest
from conftest import DIGITS, PROGRAMS, SAMPLES, check_program, check_refusal, free_port, run_device, running_edge

PLUGINS = PROGRAMS.parent / "plugins"
MISBEHAVING = PROGRAMS.parent / "tests" / "plugins"
SPLIT = 5


def edge_with(tmp_path, plugins: list, *arguments):
    """An edge whose configuration lists (path, options)."""
    config = tmp_path / "edge.yaml"
    entries = [{"path": str(path), "options": options} for path, options in plugins]
    config.write_text(json.dumps({"plugins": entries}))  # JSON is YAML
    return running_edge("--config", config, "--model", f"digits={DIGITS}", *arguments)


def infer(edge, count: int = 6) -> list[dict]:
    return run_device("--edge", edge.url, "--model", "digits", "--input", SAMPLES, "--count", count, "--device-id", "d")


def status(edge) -> dict:
    with urllib.request.urlopen(edge.url + "/v2/status") as answer:
        return json.load(answer)


def faults(edge) -> dict:
    return status(edge)["counters"]["extensions"]


def test_a_plugin_decides(tmp_path):
    plugin = (PLUGINS / "deadline.so", {"deadline_ms": "3600000"})
    # On a busy machine the edge would order another split now and then, to measure layers whose times vary.
    steady = ("--set", "variance_detection.cv_threshold=1000")
    with edge_with(tmp_path, [plugin], "--algorithm", "deadline", *steady) as edge:
        assert {line["split"] for line in infer(edge)} == {0}  # any split is in time; this leaves the device least
        assert faults(edge) == {}
        assert status(edge)["algorithm"] == "deadline"


@pytest.mark.parametrize("does, fault", [("throw", "threw"), ("throw-int", "threw"), ("negative", "nonsense"), ("beyond", "nonsense")])
def test_latency_decides_when_an_algorithm_fails(tmp_path, does, fault):
    plugin = (MISBEHAVING / "misbehaving_algorithm.so", {"does": does})
    with edge_with(tmp_path, [plugin], "--algorithm", "misbehaving") as edge:
        lines = infer(edge)
        assert all(line["result"] and "edge_failure" not in line for line in lines)
        assert faults(edge)[f"misbehaving: {fault}"] >= 1
        assert edge.process.poll() is None


@pytest.mark.parametrize("does", ["throw-at-create", "null"])
def test_latency_decides_when_an_algorithm_cannot_be_made(tmp_path, does):
    plugin = (MISBEHAVING / "misbehaving_algorithm.so", {"does": does})
    with edge_with(tmp_path, [plugin], "--algorithm", "misbehaving") as edge:
        assert len(infer(edge)) == 6
        assert faults(edge) == {"misbehaving: not made": 1}
        assert status(edge)["algorithm"] == "latency"


@pytest.mark.parametrize("name", ["no_plugin.so", "wrong_version.so", "throws_on_entry.so", "missing.so"])
def test_the_default_decides_when_a_plugin_cannot_be_loaded(tmp_path, name):
    with edge_with(tmp_path, [(MISBEHAVING / name, {})], "--algorithm", "theirs") as edge:
        assert len(infer(edge)) == 6
        assert faults(edge) == {f"{name}: not loaded": 1, "theirs: missing": 1}
        assert status(edge)["algorithm"] == "latency"


def test_a_wrong_name_is_an_error_when_all_plugins_are_there(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text(json.dumps({"plugins": [str(PLUGINS / "deadline.so")], "algorithm": "dedline"}))
    check_refusal("sciot-edge", "--config", config, "--model", DIGITS, exit_code=1, says="dedline")


def test_a_check_of_the_configuration_loads_plugins(tmp_path):
    def check(plugin):
        config = tmp_path / "edge.yaml"
        config.write_text(json.dumps({"plugins": [str(plugin)], "algorithm": "deadline"}))
        return ("sciot-edge", "--check-config", "--config", config, "--model", f"digits={DIGITS}")

    missing = MISBEHAVING / "no_plugin.so"
    check_refusal(*check(missing), exit_code=2, says=f"plugin {missing.name}")
    check_refusal(*check(PLUGINS / "jump.so"), exit_code=2, says="deadline")
    assert check_program(*check(PLUGINS / "deadline.so")) == "OK\n"


def test_a_detector_judges(tmp_path):
    detector = ("--algorithm", f"fixed:{SPLIT}", "--set", "variance_detection.detector=misbehaving")
    with edge_with(tmp_path, [(MISBEHAVING / "misbehaving_detector.so", {})], *detector) as edge:
        infer(edge)  # it finds every layer of the device unstable
        assert status(edge)["counters"]["planner"]["variance_events"] >= SPLIT
        assert faults(edge) == {}
    with edge_with(tmp_path, [(PLUGINS / "jump.so", {})], "--set", "variance_detection.detector=jump") as edge:
        assert len(infer(edge)) == 6
        assert faults(edge) == {}


@pytest.mark.parametrize("does, fault", [("throw", "threw"), ("beyond", "nonsense"), ("many", "nonsense"), ("null", "not made")])
def test_the_built_in_detector_judges_when_another_fails(tmp_path, does, fault):
    plugin = (MISBEHAVING / "misbehaving_detector.so", {"does": does})
    with edge_with(tmp_path, [plugin], "--algorithm", f"fixed:{SPLIT}", "--set", "variance_detection.detector=misbehaving") as edge:
        assert len(infer(edge)) == 6
        assert faults(edge)[f"misbehaving: {fault}"] >= 1


def receive(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += connection.recv(size - len(data)) or pytest.fail("the server closed the connection")
    return data


def ask(connection: socket.socket, message: dict, tensors: bytes = b"") -> dict:
    text = json.dumps(message).encode()
    frame = struct.pack("<I", len(text)) + text + tensors
    connection.sendall(struct.pack("<I", len(frame)) + frame)
    answer = receive(connection, struct.unpack("<I", receive(connection, 4))[0])
    json_bytes = struct.unpack("<I", answer[:4])[0]
    return json.loads(answer[4 : 4 + json_bytes])


def test_a_protocol_server_serves(tmp_path):
    port = free_port()
    with edge_with(tmp_path, [(PLUGINS / "frames.so", {"port": str(port)})]) as edge:
        with urllib.request.urlopen(edge.url + "/v2/models/digits") as answer:
            model = json.load(answer)
        size = 4
        for dimension in model["inputs"][0]["shape"]:
            size *= dimension
        tensor = {**model["inputs"][0], "parameters": {"binary_data_size": size}}
        request = {"id": "1", "model_name": "digits", "inputs": [tensor]}
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            for _ in range(3):
                answer = ask(connection, request, bytes(size))
                assert answer["id"] == "1" and answer["outputs"][0]["shape"] == model["outputs"][0]["shape"]
            assert "unknown model 'other'" in ask(connection, {**request, "model_name": "other"}, bytes(size))["error"]
            assert "error" in ask(connection, {})
        edge.process.terminate()
        assert edge.process.wait(timeout=60) == 0


@pytest.mark.parametrize("does", ["throw-at-start", "fail-at-start", "null"])
def test_the_edge_goes_on_without_a_server_that_does_not_start(tmp_path, does):
    with edge_with(tmp_path, [(MISBEHAVING / "misbehaving_server.so", {"does": does})]) as edge:
        assert len(infer(edge)) == 6
        assert faults(edge) == {"misbehaving: not started": 1}


def test_a_server_that_throws_at_its_end_does_not_keep_the_edge(tmp_path):
    with edge_with(tmp_path, [(MISBEHAVING / "misbehaving_server.so", {"does": "throw-at-stop"})]) as edge:
        edge.process.terminate()
        assert edge.process.wait(timeout=60) == 0
