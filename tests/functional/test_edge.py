"""sciot-edge as a program: how it starts, what it is told, how it stops."""

import json
import signal
import threading
import urllib.request

import pytest
from conftest import DIGITS, PROGRAMS, TIMEOUT_SECONDS, check_program, check_refusal, run_program, running_edge


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def test_serves_several_models_in_the_order_given():
    with running_edge("--model", f"b={DIGITS}", "--model", f"a={DIGITS}") as edge:
        request = urllib.request.Request(edge.url + "/v2/repository/index", data=b"", method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert [entry["name"] for entry in json.loads(answer.read())] == ["b", "a"]
        assert get(edge.url + "/v2/models/a/file") == DIGITS.read_bytes()
        assert get(edge.url + "/v2/models/a/sidecar") == DIGITS.with_suffix(".yaml").read_bytes()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_when_all_is_answered(stop):
    with running_edge("--model", f"digits={DIGITS}") as edge:
        answers = []
        document = json.loads(get(edge.url + "/v2/models/digits"))
        tensor = document["inputs"][0] | {"data": [0.5] * (96 * 96 * 3)}
        body = json.dumps({"inputs": [tensor]}).encode()

        def infer() -> None:
            request = urllib.request.Request(edge.url + "/v2/models/digits/infer", data=body, method="POST")
            with urllib.request.urlopen(request, timeout=30) as answer:
                answers.append(answer.status)
                edge.process.send_signal(stop)  # while the others wait

        threads = [threading.Thread(target=infer) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert edge.process.wait(timeout=TIMEOUT_SECONDS) == 0
        for thread in threads:
            thread.join()
        assert answers and set(answers) == {200}


def test_a_configuration_file_says_it_all(tmp_path):
    (tmp_path / "m.tflite").write_bytes(DIGITS.read_bytes())
    config = tmp_path / "edge.yaml"
    config.write_text(
        """
communication: {http: {host: 127.0.0.1, port: 0, io_threads: 2, idle_timeout_s: 5}}
models: {digits: m.tflite}
algorithm: fixed:3
max_devices: 10
link: {default_rtt_s: 0.01}
"""
    )
    with running_edge("--config", config) as edge:
        sha256 = json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["sha256"]
        registration = {"model_sha256": sha256, "layer_us": ",".join(["1.0"] * 25)}
        request = urllib.request.Request(
            edge.url + "/v2/models/digits/devices/d", data=json.dumps(registration).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert json.loads(answer.read())["next_split"] == 3


def test_faults_of_a_command_line_are_named(tmp_path):
    (tmp_path / "empty.tflite").touch()
    check_refusal("sciot-edge", exit_code=1, says="no model")
    check_refusal("sciot-edge", "--fly", exit_code=2, says="--fly")
    check_refusal("sciot-edge", "--listen", "1.2.3.4", exit_code=2, says="1.2.3.4")
    check_refusal("sciot-edge", "--listen", "localhost:99999", exit_code=2, says="99999")
    check_refusal("sciot-edge", "--config", tmp_path / "no.yaml", exit_code=2, says="no.yaml")
    check_refusal("sciot-edge", "--model", "a=" + str(tmp_path / "empty.tflite"), exit_code=1, says="empty.tflite")
    check_refusal("sciot-edge", "--model", f"a={DIGITS}", "--algorithm", "guess", exit_code=2, says="guess")
    check_refusal("sciot-edge", "--model", f"a={DIGITS}", "--log-level", "loud", exit_code=2, says="loud")
    with running_edge("--model", f"a={DIGITS}") as edge:
        check_refusal(
            "sciot-edge", "--model", f"a={DIGITS}", "--listen", edge.authority, exit_code=1, says=edge.authority
        )


def test_help_and_version():
    for program in ("sciot-edge", "sciot-device", "sciot"):
        assert run_program(program, "--help").returncode == 0
        assert (PROGRAMS / program).exists()
    assert check_program("sciot-edge", "--version").strip() == check_program("sciot-device", "--version").strip()
