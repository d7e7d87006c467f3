"""sciot-device as a program: splits with an edge, and carries on without it."""

import signal
import subprocess
import time

import pytest
from conftest import (DIGITS, PATIENT, PROGRAMS, SAMPLES, TIMEOUT_SECONDS, check_program, check_refusal, free_port,
                      json_lines, read_until, run_device, run_program, running_edge)

LAYERS = 25
NO_EDGE = "http://127.0.0.1:1"  # nothing listens on port 1
FIELDS = {"id", "split", "bytes_sent", "device_ms", "network_ms", "edge_ms", "total_ms", "source", "result"}


def device(*arguments) -> list[dict]:
    return run_device("--input", SAMPLES, *arguments)


@pytest.fixture(scope="module")
def alone() -> list[dict]:
    """What the device makes of the samples without an edge."""
    return device("--edge", NO_EDGE, "--model", DIGITS)


def test_every_split_gives_the_same_results(digits_edge, alone):
    for split in range(LAYERS + 1):
        lines = device("--edge", digits_edge.url, "--model", "digits", "--split", split, "--device-id", f"d{split}")
        assert [line["result"] for line in lines] == [line["result"] for line in alone]
        source = "edge" if split == 0 else "device" if split == LAYERS else "split"
        assert {line["source"] for line in lines} == {source}
        assert {line["split"] for line in lines} == {split}
        assert all((line["bytes_sent"] > 0) == (split < LAYERS) for line in lines)


def test_a_line_for_each_inference(digits_edge, tmp_path):
    lines = device("--edge", digits_edge.url, "--count", "30", "--cache-dir", tmp_path)
    assert len(lines) == 30
    assert len({line["id"] for line in lines}) == 30
    for line in lines:
        assert FIELDS <= line.keys()
        assert line["result"]["kind"] == "fomo"
        parts = line["device_ms"] + line["network_ms"] + line["edge_ms"]
        assert parts <= line["total_ms"] + 0.01


def test_text_for_people(alone):
    text = check_program("sciot-device", "--edge", NO_EDGE, "--model", DIGITS, "--input", SAMPLES)
    assert len(text.splitlines()) == len(alone)
    assert all(" ms " in line and "digits_" in line for line in text.splitlines())


def test_a_downloaded_model_serves_without_the_edge(tmp_path, alone):
    cache = ("--cache-dir", tmp_path / "cache")
    with running_edge("--model", f"digits={DIGITS}") as edge:
        device("--edge", edge.url, *cache)
        url = edge.url
    assert [line["result"] for line in device("--edge", url, *cache)] == [line["result"] for line in alone]
    (tmp_path / "cache" / "digits.tflite").write_bytes(b"damaged")
    check_refusal(
        "sciot-device", "--edge", url, "--model", "digits", *cache, "--input", SAMPLES, exit_code=1, says="not cached"
    )


def test_an_edge_that_hangs_does_not_hold_up_the_start(tmp_path):
    cache = ("--cache-dir", tmp_path, "--count", "1")
    with running_edge("--model", f"digits={DIGITS}") as edge:
        device("--edge", edge.url, *cache)
        edge.process.send_signal(signal.SIGSTOP)
        started = time.monotonic()
        assert device("--edge", edge.url, *cache, "--timeout", "0.5")[0]["source"] == "device"
        assert time.monotonic() - started < 60
        edge.process.send_signal(signal.SIGCONT)


def test_a_slower_board_leaves_more_to_the_edge(digits_edge):
    lines = device("--edge", digits_edge.url, "--model", "digits", "--slowdown", "500", "--count", "20")
    assert {line["source"] for line in lines[5:]} <= {"edge", "split"}


def test_raw_outputs_go_to_files(tmp_path):
    model = tmp_path / "bare.tflite"
    model.write_bytes(DIGITS.read_bytes())  # without a sidecar
    outputs = ("--output-dir", tmp_path / "out")
    lines = device("--edge", NO_EDGE, "--model", model, "--count", "2", *outputs)
    for number, line in enumerate(lines):
        assert line["result"]["kind"] == "raw"
        path = tmp_path / "out" / f"{number}_output_0.bin"
        assert line["result"]["outputs"][0]["file"] == str(path)
        assert path.stat().st_size == 12 * 12 * 11 * 4


def start_device(url: str, *arguments) -> subprocess.Popen:
    command = [PROGRAMS / "sciot-device", "--edge", url, "--model", DIGITS, "--input", SAMPLES, "--json"]
    command += ["--count", "0", "--report-interval", "0.1", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_nothing_is_lost_when_the_edge_is_killed_and_comes_back(alone):
    results = {line["input"][0]: line["result"] for line in alone}
    port = free_port()
    with running_edge("--model", DIGITS, port=port) as edge:
        process = start_device(edge.url, *PATIENT, "--split", "10", "--interval", "0.002")
        lines = read_until(process, lambda line: line["source"] == "split")
        edge.process.kill()
        lines += read_until(process, lambda line: line["source"] == "device")
    with running_edge("--model", DIGITS, port=port):
        lines += read_until(process, lambda line: line["source"] == "split")
        process.send_signal(signal.SIGTERM)
        lines += json_lines(process.stdout.read())
    assert process.wait(timeout=TIMEOUT_SECONDS) == 0
    assert [int(line["id"].rsplit("-", 1)[1]) for line in lines] == list(range(len(lines)))
    assert all(line["result"] == results[line["input"][0]] for line in lines)


def test_a_hung_edge_costs_one_timeout():
    with running_edge("--model", DIGITS) as edge:
        process = start_device(edge.url, "--split", "10", "--timeout", "2", "--interval", "0.002")
        read_until(process, lambda line: line["source"] == "split")
        edge.process.send_signal(signal.SIGSTOP)
        late = read_until(process, lambda line: line["source"] == "device")[-1]
        assert "edge_failure" in late
        assert 2000 <= late["network_ms"] < 20_000
        edge.process.send_signal(signal.SIGCONT)
        read_until(process, lambda line: line["source"] == "split")
        process.kill()
        process.communicate()


def test_two_devices_at_once(digits_edge, alone):
    command = [PROGRAMS / "sciot-device", "--edge", digits_edge.url, "--model", "digits", "--input", SAMPLES, "--json", *PATIENT]
    command += ["--count", "200", "--split"]
    processes = [
        subprocess.Popen([*map(str, command), str(split), "--device-id", f"twin{split}"], stdout=subprocess.PIPE, text=True)
        for split in (0, 7, 16)
    ]
    results = {line["input"][0]: line["result"] for line in alone}
    for process in processes:
        lines = json_lines(process.communicate(timeout=TIMEOUT_SECONDS)[0])
        assert process.returncode == 0
        assert len(lines) == 200
        assert all(line["result"] == results[line["input"][0]] for line in lines)


def test_faults_are_named(digits_edge, tmp_path):
    (tmp_path / "empty").mkdir()
    edge = ("sciot-device", "--edge", digits_edge.url)
    images = ("--input", SAMPLES)
    check_refusal("sciot-device", *images, exit_code=2, says="--edge")
    check_refusal(*edge, exit_code=2, says="--input")
    check_refusal(*edge, *images, "--fly", exit_code=2, says="--fly")
    check_refusal("sciot-device", "--edge", "ftp://x", *images, exit_code=2, says="ftp://x")
    check_refusal(*edge, *images, "--model", "other", exit_code=1, says="other")
    check_refusal(*edge, *images, "--model", tmp_path / "no.tflite", exit_code=1, says="no.tflite")
    check_refusal(*edge, *images, "--model", "digits", "--split", "26", exit_code=1, says="split 26")
    check_refusal(*edge, *images, "--model", "digits", "--slowdown", "0.5", exit_code=2, says="0.5")
    check_refusal(*edge, "--input", tmp_path / "empty", "--model", "digits", exit_code=1, says="empty")
    check_refusal(*edge, "--input", tmp_path / "no.png", "--model", "digits", exit_code=1, says="no.png")


def test_a_model_that_is_another_at_the_edge_is_refused(tmp_path):
    check_program("sciot", "model", "split", DIGITS, tmp_path / "digits")
    with running_edge("--model", f"digits={DIGITS}") as edge:
        result = run_program(
            "sciot-device", "--edge", edge.url, "--model", tmp_path / "digits", "--input", SAMPLES, "--count", "1"
        )
        assert result.returncode == 1
        assert "SHA-256" in result.stderr


def test_an_edge_that_hangs_is_waited_for_shortly_and_then_no_more():
    with running_edge("--model", DIGITS) as edge:
        process = start_device(edge.url, "--slowdown", "100", "--timeout", "60")
        read_until(process, lambda line: line["source"] != "device")
        edge.process.send_signal(signal.SIGSTOP)
        lines = read_until(process, lambda line: line["source"] == "device" and "edge_failure" not in line)
        late = [line for line in lines if "edge_failure" in line]
        assert len(late) == 1, "then the edge counts as lost"
        # The least deadline is 0.1 s; of the timeout nothing is seen.
        assert late[0]["network_ms"] < 30_000
        edge.process.send_signal(signal.SIGCONT)
        read_until(process, lambda line: line["source"] != "device")
        process.kill()
        process.communicate()
