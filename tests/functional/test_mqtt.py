"""Edge and device through a broker of MQTT: the same results, one message each way, and what goes wrong on the way."""

import json
import signal
import struct
import subprocess
import urllib.request

import numpy as np
import pytest
from conftest import (CLASSIFIER, DIGITS, PATIENT, PROGRAMS, SAMPLES, TIMEOUT_SECONDS, check_program, free_port,
                      json_lines, read_until, run_device, run_program)
from edge_status import status, wait_until
from mqtt_broker import Broker, await_broker, broker, edge_at_broker, running_broker  # noqa: F401
from mqtt_client import MqttClient

TOPIC = "test/edge"


def mqtt_edge(port: int, *arguments, model=f"digits={DIGITS}", **options):
    quick = {"topic": TOPIC, "reconnect_pause_s": 0.05, "longest_reconnect_pause_s": 0.2}
    return edge_at_broker(port, "--model", model, *arguments, **quick, **options)


def device_arguments(port: int, *arguments, version: str = "5", name: str = "board-7", scheme: str = "mqtt", model="digits"):
    return ["--edge", f"{scheme}://127.0.0.1:{port}/{TOPIC}", "--set", f"mqtt.version={version}", "--device-id", name,
            "--model", model, "--input", SAMPLES, "--set", "mqtt.reconnect_pause_s=0.05", "--set",
            "mqtt.longest_reconnect_pause_s=0.2", *arguments]


def start_device(*arguments, **options) -> subprocess.Popen:
    """One that goes on until it is told to end."""
    command = [PROGRAMS / "sciot-device", "--json", "--count", "0", *map(str, device_arguments(*arguments, **options))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def infer(port: int, *arguments, **options) -> list[dict]:
    return run_device(*device_arguments(port, *arguments, **options))


def without_numbers(line: dict) -> dict:
    return {key: line[key] for key in ("split", "source", "result", "input")}


@pytest.fixture(scope="module")
def edge(broker):
    with mqtt_edge(broker.port) as running:
        yield running


@pytest.fixture
def client(broker, request):
    client = MqttClient(broker.port, request.node.name, version="5")
    yield client
    client.close()


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_every_split_gives_the_same_bytes(tmp_path, version):
    """With a model whose outputs are written as they are."""
    inputs = tmp_path / "input.bin"
    specs = json.loads(check_program("sciot", "model", "inspect", CLASSIFIER, "--json"))
    size = specs["cuts"][0]["bytes"]
    inputs.write_bytes(np.random.default_rng(1).integers(0, 128, size, dtype=np.uint8).tobytes())
    with running_broker(tmp_path) as broker, mqtt_edge(broker.port, version=version, model=f"m={CLASSIFIER}") as edge:
        for split in range(len(specs["layers"]) + 1):
            results = []
            for url in (f"mqtt://127.0.0.1:{broker.port}/{TOPIC}", edge.url):
                line, = run_device(
                    "--edge", url, "--set", f"mqtt.version={version}", "--model", "m", "--input", inputs, "--split", split,
                    "--cache-dir", tmp_path, "--output-dir", tmp_path / "out")
                line["bytes"] = [path.read_bytes() for path in sorted((tmp_path / "out").glob("*.bin"))]
                results.append({key: line[key] for key in ("split", "source", "result", "bytes")})
            assert results[0] == results[1], split
            assert results[0]["source"] == {0: "edge", len(specs["layers"]): "device"}.get(split, "split")


@pytest.mark.parametrize("version", ["3.1.1", "5"])
@pytest.mark.parametrize("split", [0, 1, 10, 24])
def test_a_device_gets_the_same_results_as_over_http(broker, edge, split, version):
    over_http = run_device("--edge", edge.url, "--model", "digits", "--input", SAMPLES, "--split", split)
    over_mqtt = infer(broker.port, "--split", split, version=version)
    assert list(map(without_numbers, over_mqtt)) == list(map(without_numbers, over_http))
    assert {line["source"] for line in over_mqtt} == {"edge" if split == 0 else "split"}


def test_one_message_each_way_for_an_inference(broker, edge, client):
    client.subscribe(f"{TOPIC}/#")
    lines = infer(broker.port, "--split", 5, "--count", 20, name="counted", version="3.1.1")
    assert [line["source"] for line in lines] == ["split"] * 20
    farewell = (f"{TOPIC}/device/counted", b"offline")
    wait_until(lambda: farewell in [(message.topic, message.payload) for message in list(client.messages.queue)], "no farewell")
    messages = client.all_messages()
    heads = {kind: [message.payload.split(b"\n")[0].split(b" ") for message in messages
                    if message.topic == f"{TOPIC}/{kind}/counted"] for kind in ("request", "answer")}
    inferences = {head[1] for head in heads["request"] if head[3].endswith(b"/infer")}
    assert len(inferences) == 20
    for kind in heads:
        assert sum(head[1] in inferences for head in heads[kind]) == 20, kind


def test_the_will_marks_a_device_offline(broker, edge):
    process = start_device(broker.port, "--interval", 0.05, name="a/b")
    try:
        process.stdout.readline()
        wait_until(lambda: status(edge)["mqtt"]["devices"].get("a/b") == "online", "never online")
    finally:
        process.kill()
        process.communicate()
    wait_until(lambda: status(edge)["mqtt"]["devices"]["a/b"] == "offline", "the will did not come")


def test_a_simple_client_sends_a_framed_message_and_names_where_the_answer_goes(edge, client):
    client.subscribe("elsewhere")
    tensor = {"name": "image", "datatype": "FP32", "shape": [1, 1], "parameters": {"binary_data_size": 4}}
    text = json.dumps({"id": "7", "model_name": "digits", "inputs": [tensor]}).encode()
    client.publish(f"{TOPIC}/request/simple", struct.pack("<I", len(text)) + text + bytes(4), "elsewhere", b"c1")
    answer = client.next_message()
    assert answer.topic == "elsewhere" and answer.correlation == b"c1"
    size, = struct.unpack("<I", answer.payload[:4])
    assert "error" in json.loads(answer.payload[4:4 + size])  # such an input the model does not have


def test_the_guides_requests_are_answered_and_the_topic_is_the_device(edge, client):
    client.subscribe(f"{TOPIC}/answer/+")
    client.publish(f"{TOPIC}/request/guide-1", b"{}", correlation=b"g")
    answer = client.next_message()
    assert answer.topic == f"{TOPIC}/answer/guide-1" and answer.correlation == b"g"
    assert json.loads(answer.payload) == {"offloading_layer": 24, "message": "Normal offloading"}
    with urllib.request.urlopen(edge.url + "/v2/models/digits/devices/guide-1", timeout=TIMEOUT_SECONDS) as known:
        assert known.status == 200


def test_a_duplicate_is_answered_once(edge, client):
    client.subscribe(f"{TOPIC}/answer/twice")
    before = status(edge)["counters"]["mqtt"]["duplicates"]
    for id in ("x1", "x1", "x1", "x2"):
        client.publish(f"{TOPIC}/request/twice", f"SCW1 {id} GET /v2/health/live\n\n".encode(), is_duplicate=True)
    assert [client.next_message().payload.split(b" ")[1] for _ in range(2)] == [b"x1", b"x2"]
    assert status(edge)["counters"]["mqtt"]["duplicates"] == before + 2
    assert client.messages.empty()


def test_answers_that_come_twice_or_late_change_nothing(broker, edge, client):
    client.subscribe(f"{TOPIC}/answer/echoed")
    process = start_device(broker.port, *PATIENT, "--split", 5, "--interval", 0.05, name="echoed")
    seen, last = set(), b"SCW1 no-such-call 200\n\n"
    while len(seen) < 20:
        payload = client.next_message().payload
        if payload.split(b" ")[1] not in seen:
            seen.add(payload.split(b" ")[1])
            for again in (payload, last, b"no answer"):
                client.publish(f"{TOPIC}/answer/echoed", again)
            last = payload
    process.send_signal(signal.SIGTERM)
    lines = json_lines(process.communicate(timeout=TIMEOUT_SECONDS)[0])
    assert process.returncode == 0
    assert {line["source"] for line in lines} == {"split"}
    alone = run_device("--edge", edge.url, "--model", "digits", "--input", SAMPLES, "--split", 5, "--count", len(lines))
    assert [line["result"] for line in lines] == [line["result"] for line in alone]


def test_payloads_that_are_not_ours_are_counted_and_answered(edge, client):
    client.subscribe(f"{TOPIC}/answer/odd")
    before = status(edge)["counters"]["mqtt"]["malformed_messages"]
    wrong = [b"", b"\0", b"hello", b"SCW1", b"SCW1 ", b"SCW1 1 GET\n\n", b"SCW1 1 GET /v2" + b"x" * 20000, b"\xff" * 64]
    for payload in wrong:
        client.publish(f"{TOPIC}/request/odd", payload)
        assert b"error" in client.next_message().payload, payload
    client.publish(f"{TOPIC}/request/a/b", b"too deep for the subscription")
    client.publish(f"{TOPIC}/request/%0a", b"{}")
    client.publish(f"{TOPIC}/device/odd", b"asleep")
    wait_until(lambda: status(edge)["counters"]["mqtt"]["malformed_messages"] == before + len(wrong) + 2, "not counted")
    client.publish(f"{TOPIC}/request/odd", b"SCW1 9 GET /v2/health/live\n\n")
    assert client.next_message().payload.startswith(b"SCW1 9 200\n")


def test_a_retained_request_is_refused(edge, client, broker):
    before = status(edge)["counters"]["mqtt"]
    client.publish(f"{TOPIC}/request/kept", b"SCW1 1 GET /v2\n\n", is_retained=True)
    # Those that subscribe already get it as a new one; who comes later gets what was kept.
    with mqtt_edge(broker.port, client_id="later") as later:
        wait_until(lambda: status(later)["counters"]["mqtt"]["malformed_messages"] == 1, "not refused")
        assert status(later)["counters"]["mqtt"]["answers"] == 0
    client.publish(f"{TOPIC}/request/kept", b"", is_retained=True)
    assert before["answers"] + 1 <= status(edge)["counters"]["mqtt"]["answers"]


def test_messages_beyond_the_limit_are_dropped_and_counted(tmp_path):
    with running_broker(tmp_path) as broker, mqtt_edge(broker.port, "--set", "communication.mqtt.max_payload_bytes=20000",
                                                       version="3.1.1") as edge:
        client = MqttClient(broker.port, "big")
        client.subscribe(f"{TOPIC}/answer/big")
        client.publish(f"{TOPIC}/request/big", bytes(20001))
        wait_until(lambda: status(edge)["counters"]["mqtt"]["oversized_messages"] == 1, "not counted")
        # An answer that does not fit is replaced by one that says so.
        client.publish(f"{TOPIC}/request/big", b"SCW1 1 GET /v2/models/digits/file\n\n")
        answer = client.next_message().payload
        assert answer.startswith(b"SCW1 1 413\n") and b"max_payload_bytes" in answer
        client.close()
        (tmp_path / "digits.tflite").write_bytes(DIGITS.read_bytes())
        # The device does not even send what it knows to be too large, and finishes alone.
        lines = infer(broker.port, "--set", "mqtt.max_payload_bytes=20000", "--split", 1, "--output-dir",
                           tmp_path / "out", version="3.1.1", model=tmp_path / "digits.tflite")
        assert {line["source"] for line in lines} == {"device"}
        assert "max_payload_bytes" in lines[0]["edge_failure"]


def certificates(folder) -> None:
    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=TIMEOUT_SECONDS)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=authority", "-keyout", folder / "ca.key",
            "-out", folder / "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", folder / "broker.key", "-out",
            folder / "broker.csr")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", folder / "broker.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial",
            "-days", 2, "-extfile", folder / "names", "-out", folder / "broker.pem")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=other", "-keyout", folder / "other.key",
            "-out", folder / "other.pem")


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_an_encrypted_broker_with_a_password(tmp_path, version):
    certificates(tmp_path)
    (tmp_path / "secret").write_text("open sesame\n")
    (tmp_path / "wrong").write_text("guess\n")
    subprocess.run(["mosquitto_passwd", "-b", "-c", tmp_path / "users", "sciot", "open sesame"], check=True, capture_output=True)
    lines = [f"cafile {tmp_path}/ca.pem", f"certfile {tmp_path}/broker.pem", f"keyfile {tmp_path}/broker.key",
             f"password_file {tmp_path}/users"]

    def access(prefix, ca="ca.pem", secret="secret"):
        values = {"username": "sciot", "password_file": tmp_path / secret, "ca_file": tmp_path / ca}
        return [word for key, value in values.items() for word in ("--set", f"{prefix}mqtt.{key}={value}")]

    with running_broker(tmp_path, *lines) as broker:
        with mqtt_edge(broker.port, *access("communication."), "--set", "communication.mqtt.tls=true", version=version):
            lines = infer(broker.port, *access(""), "--split", 5, version=version, scheme="mqtts")
            assert {line["source"] for line in lines} == {"split"}
            for wrong, says in ((access("", secret="wrong"), "refuses"), (access("", ca="other.pem"), "broker")):
                lines = infer(broker.port, *wrong, "--split", 5, version=version, scheme="mqtts", model=DIGITS)
                assert {line["source"] for line in lines} == {"device"}


@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_a_broker_that_comes_back_loses_nothing(tmp_path, version):
    broker = Broker(tmp_path)
    broker.start()
    with mqtt_edge(broker.port, version=version) as edge:
        process = start_device(broker.port, "--split", 5, "--interval", 0.02, "--report-interval", 0.1, "--timeout", 2, version=version)
        try:
            lines = read_until(process, lambda line: line["source"] == "split")
            for _ in range(3):
                broker.kill()
                lines += read_until(process, lambda line: line["source"] == "device")
                broker.start()
                lines += read_until(process, lambda line: line["source"] == "split")
            results = {}
            for line in lines:
                assert results.setdefault(line["input"][0], line["result"]) == line["result"], "an inference gave another result"
        finally:
            process.kill()
            process.communicate()
            broker.kill()
        assert status(edge)["counters"]["mqtt"]["connections"] == 4


def test_the_session_survives_what_the_edge_misses(tmp_path):
    """Requests that come while the edge is away are answered when it is back."""
    with running_broker(tmp_path) as broker:
        client = MqttClient(broker.port, "patient")
        client.subscribe(f"{TOPIC}/answer/patient")
        with mqtt_edge(broker.port):
            pass
        client.publish(f"{TOPIC}/request/patient", b"SCW1 1 GET /v2/health/live\n\n")
        with mqtt_edge(broker.port):
            assert client.next_message().payload.startswith(b"SCW1 1 200\n")


def test_an_edge_without_its_broker_is_ready_and_finds_it_later(tmp_path):
    port = free_port()
    with mqtt_edge(port, is_there=False) as edge:
        with urllib.request.urlopen(edge.url + "/v2/health/ready", timeout=TIMEOUT_SECONDS) as answer:
            assert json.loads(answer.read()) == {"ready": True}
        assert not status(edge)["mqtt"]["connected"]
        lines = infer(port, "--split", 5, model=DIGITS)
        assert {line["source"] for line in lines} == {"device"}
        with running_broker(tmp_path, port=port):
            await_broker(edge)
            assert {line["source"] for line in infer(port, "--split", 5)} == {"split"}
        edge.process.terminate()
        assert edge.process.wait(timeout=TIMEOUT_SECONDS) == 0
        edge.process.poll = lambda: None


@pytest.mark.parametrize("key, value, says", [
    ("mode", "[mqtt, carrier-pigeon]", "http, websocket, mqtt"),
    ("mqtt.topic", "a/#", "wildcard"),
    ("mqtt.version", "4", "3.1.1"),
    ("mqtt.port", "0", "port"),
    ("mqtt.keep_alive_s", "1", "keep_alive_s"),
])
def test_keys_that_cannot_be_meant(key, value, says):
    result = run_program("sciot-edge", "--model", DIGITS, "--set", f"communication.{key}={value}", "--check-config")
    assert result.returncode == 2 and says in result.stderr, result.stderr


def test_files_that_are_not_there_stop_the_start(tmp_path):
    for key in ("password_file", "ca_file"):
        result = run_program("sciot-edge", "--listen", "127.0.0.1:0", "--model", DIGITS, "--set", "communication.mode=mqtt",
                             "--set", "communication.mqtt.username=u", "--set", "communication.mqtt.tls=true", "--set",
                             f"communication.mqtt.{key}={tmp_path / 'none'}")
        assert result.returncode == 1 and "none" in result.stderr, result.stderr
