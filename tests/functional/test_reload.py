"""SIGHUP: programs read their configuration again while they work."""

import json
import math
import signal
import subprocess
import threading
import urllib.request

from conftest import CLASSIFIER, DIGITS, PROGRAMS, SAMPLES, check_program, running_edge

LAYERS = 25
RELOADS = 30


def post(url: str, document: dict) -> dict:
    request = urllib.request.Request(url, data=json.dumps(document).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def next_split(edge) -> int:
    sha256 = json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["sha256"]
    registration = {"model_sha256": sha256, "layer_us": ",".join(["1.0"] * LAYERS)}
    return post(edge.url + "/v2/models/digits/devices/d", registration)["next_split"]


def reload_and_read(process, until: str) -> list[str]:
    """Sends SIGHUP and reads the log up to the line that holds `until`."""
    process.send_signal(signal.SIGHUP)
    lines = []
    while not lines or until not in lines[-1]:
        line = process.stderr.readline()
        assert line, lines
        lines.append(line)
    return lines


def test_the_edge_takes_over_what_can_change(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text("algorithm: fixed:3\n")
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
        assert next_split(edge) == 3
        config.write_text("algorithm: fixed:5\n")
        assert "changed: algorithm" in reload_and_read(edge.process, "read again")[-1]
        assert next_split(edge) == 5
        config.write_text("algorithm: fixed:5\nlimits: {min_device_layers: 7}\nlog_level: debug\n")
        assert "changed: log_level, limits.min_device_layers" in reload_and_read(edge.process, "read again")[-1]
        assert next_split(edge) == 7


def names(edge) -> list[str]:
    return [entry["name"] for entry in post(edge.url + "/v2/repository/index", {})]


def test_models_come_and_go_while_others_are_asked(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text(f"models: {{digits: {DIGITS}}}\n")
    sample = sorted(SAMPLES.iterdir())[0]
    with running_edge("--config", config) as edge:
        command = ("--edge", edge.url, "--model", "digits", "--input", sample, "--count", "0", "--json", "--split", "5")
        device = subprocess.Popen([PROGRAMS / "sciot-device", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert json.loads(device.stdout.readline())["source"] == "split"
            config.write_text(f"models: {{digits: {DIGITS}, other: {CLASSIFIER}}}\n")
            assert "changed: models" in reload_and_read(edge.process, "read again")[-1]
            assert names(edge) == ["digits", "other"]
            metadata = json.loads(urllib.request.urlopen(edge.url + "/v2/models/other", timeout=60).read())
            tensor = metadata["inputs"][0]
            body = {"inputs": [tensor | {"data": [0.5] * math.prod(tensor["shape"])}]}
            assert post(edge.url + "/v2/models/other/infer", body)["outputs"]
            assert json.loads(device.stdout.readline())["source"] == "split", "the device noticed nothing"
            config.write_text(f"models: {{other: {CLASSIFIER}}}\n")
            assert "changed: models" in reload_and_read(edge.process, "read again")[-1]
            assert names(edge) == ["other"]
            while json.loads(device.stdout.readline())["source"] != "device":
                pass
            config.write_text(f"models: {{other: {DIGITS}}}\n")
            assert "the name stands for" in reload_and_read(edge.process, "stays as it was")[-1]
            assert names(edge) == ["other"]
        finally:
            device.kill()
            device.communicate()


def test_what_cannot_change_is_said_and_stays(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text("inference_workers: 1\n")
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
        config.write_text("algorithm: fixed:4\ninference_workers: 2\ncommunication: {http: {io_threads: 3}}\n")
        lines = reload_and_read(edge.process, "next start only")
        assert "inference_workers, communication.http.io_threads" in lines[-1]
        assert "changed: algorithm" in "".join(lines)
        assert next_split(edge) == 4
        assert "inference_workers" in reload_and_read(edge.process, "next start only")[-1]


def test_a_fault_leaves_all_as_it_was(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text("algorithm: fixed:3\n")
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
        config.write_text("algorithm: fixed:5\nmax_devicez: 3\n")
        line = reload_and_read(edge.process, "stays as it was")[-1]
        assert f"{config}: line 2" in line and "max_devices" in line
        assert next_split(edge) == 3
        config.write_text("algorithm: fixed:5\nlimits: {min_device_layers: 26}\n")
        assert "digits" in reload_and_read(edge.process, "stays as it was")[-1]
        config.unlink()
        assert str(config) in reload_and_read(edge.process, "stays as it was")[-1]
        assert next_split(edge) == 3


def test_no_request_is_lost_while_the_edge_reloads(tmp_path):
    config = tmp_path / "edge.yaml"
    config.write_text("algorithm: fixed:3\n")
    with running_edge("--config", config, "--model", f"digits={DIGITS}") as edge:
        tensor = json.loads(urllib.request.urlopen(edge.url + "/v2/models/digits").read())["inputs"][0]
        body = {"inputs": [tensor | {"data": [0.5] * (96 * 96 * 3)}]}
        stop = threading.Event()
        outcomes = []

        def infer() -> None:
            while not stop.is_set():
                try:
                    outcomes.append(post(edge.url + "/v2/models/digits/infer", body)["outputs"][0]["data"])
                except OSError as fault:
                    outcomes.append(fault)

        threads = [threading.Thread(target=infer) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(RELOADS):
            before = len(outcomes)
            config.write_text("max_devicez: 1\n" if number % 3 == 2 else f"algorithm: fixed:{number}\n")
            reload_and_read(edge.process, "stays as it was" if number % 3 == 2 else "read again")
            while len(outcomes) == before:  # each reload meets requests
                threads[0].join(0.01)
        stop.set()
        for thread in threads:
            thread.join()
    assert len(outcomes) >= RELOADS
    assert all(outcome == outcomes[0] for outcome in outcomes), [o for o in outcomes if isinstance(o, OSError)]


def test_the_device_takes_over_its_interval(tmp_path):
    sample = sorted(SAMPLES.iterdir())[0]
    config = tmp_path / "device.yaml"
    text = "model: {}\nserver: {{base_url: http://127.0.0.1:9}}\nlog_level: info\nrun: {{inputs: [{}], count: 0, interval_s: {}}}\n"
    config.write_text(text.format(DIGITS, sample, 80000))
    command = [PROGRAMS / "sciot-device", "--config", config]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline()
            config.write_text(text.format(DIGITS, sample, 0).replace("count: 0", "count: 3"))
            lines = reload_and_read(process, "next start only")
            assert "changed: run.interval_s" in "".join(lines) and "run.count" in lines[-1]
            assert process.stdout.readline() and process.stdout.readline()
            process.terminate()
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()
            process.communicate()
