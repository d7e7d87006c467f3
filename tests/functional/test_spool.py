"""Nothing lost: results of a device reach the edge once, whoever is killed and whatever is full."""

import json
import os
import random
import resource
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from conftest import (DIGITS, PATIENT, PROGRAMS, SAMPLES, TIMEOUT_SECONDS, check_program, check_refusal, free_port, json_lines,
                      run_program, running_edge)
from edge_status import wait_until

NO_EDGE = "http://127.0.0.1:1"  # nothing listens on port 1
IMAGE = sorted(SAMPLES.glob("*.png"))[0]
KILLS = int(os.environ.get("SCIOT_TEST_KILLS", "200"))
SEED = int(os.environ.get("SCIOT_TEST_SEED", "1"))


def device_arguments(url: str, spool: Path, *arguments) -> list[str]:
    keep = ("--set", f"spool.path={spool}", "--set", "retry.delay_s=0.02", "--set", "link.health_check_interval_s=0.05")
    options = ("--edge", url, "--model", DIGITS, "--device-id", "d", "--input", IMAGE, "--json", "--report-interval", "0.02")
    return [*map(str, options), *PATIENT, *keep, "--set", "run.farewell_s=60", *map(str, arguments)]


def device(url: str, spool: Path, *arguments) -> list[dict]:
    return json_lines(check_program("sciot-device", *device_arguments(url, spool, *arguments)))


def results_at(url: str) -> list[dict]:
    """All that the edge has, page after page."""
    results, after = [], 0
    while True:
        with urllib.request.urlopen(f"{url}/v2/results?after={after}", timeout=TIMEOUT_SECONDS) as answer:
            page = json.load(answer)
        if not page["results"]:
            return results
        results += page["results"]
        after = page["after"]


def ids_at(url: str) -> list[str]:
    return [entry["request_id"] for entry in results_at(url) if entry["kind"] == "result"]


def serve(folder: Path, *arguments, port: int = 0):
    return running_edge("--model", DIGITS, "--set", f"results.path={folder / 'results.sqlite'}", *arguments, port=port)


def test_results_of_a_lost_edge_arrive_later_in_order_and_once(tmp_path):
    spool = tmp_path / "spool.sqlite"
    lines = device(NO_EDGE, spool, "--count", "20", "--interval", "0.005")
    with serve(tmp_path) as edge:
        lines += device(edge.url, spool, "--count", "20", "--split", "5")
        kept = results_at(edge.url)
    told = [e["request_id"] for e in kept if e["kind"] == "result" and e["source"] == "device"]
    assert told == [line["id"] for line in lines if line["source"] == "device"]
    assert sorted(e["request_id"] for e in kept if e["kind"] == "result") == sorted(line["id"] for line in lines)
    assert {entry["source"] for entry in kept if entry["kind"] == "result"} == {"device", "split"}
    assert any(entry["kind"] == "measurement" and entry["layer_us"].count(",") == 24 for entry in kept)


def test_an_edge_that_keeps_no_results_loses_none(tmp_path):
    spool = tmp_path / "spool.sqlite"
    with running_edge("--model", DIGITS) as edge:
        result = run_program("sciot-device", *device_arguments(edge.url, spool, "--count", "3", "--split", "5"))
    assert "this edge keeps no results" in result.stderr and "holds 3 results" in result.stderr
    with serve(tmp_path) as edge:
        device(edge.url, spool, "--count", "1")
        assert len(ids_at(edge.url)) == 4


def test_a_full_spool_is_told_and_holds_up_no_inference(tmp_path):
    arguments = device_arguments(NO_EDGE, tmp_path / "spool.sqlite", "--count", "5", "--set", "spool.max_bytes=15000")
    result = run_program("sciot-device", *arguments)
    lines = json_lines(result.stdout)
    assert ["spool_failure" in line for line in lines] == [False, False, True, True, True]
    assert "spool.max_bytes" in lines[-1]["spool_failure"]
    assert "results are lost" in result.stderr
    assert len({json.dumps(line["result"]) for line in lines}) == 1


def limit_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing beyond the limit fails, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_is_told_and_holds_up_no_inference(tmp_path):
    arguments = device_arguments(NO_EDGE, tmp_path / "spool.sqlite", "--count", "30")
    command = [PROGRAMS / "sciot-device", *arguments]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, preexec_fn=limit_files, restore_signals=False
    )
    lines = json_lines(result.stdout)
    assert len(lines) == 30 and "spool_failure" not in lines[0]
    assert str(tmp_path / "spool.sqlite") in lines[-1]["spool_failure"]
    kept = [line["id"] for line in lines if "spool_failure" not in line]
    with serve(tmp_path) as edge:
        last = device(edge.url, tmp_path / "spool.sqlite", "--count", "1")
        assert sorted(ids_at(edge.url)) == sorted([*kept, last[0]["id"]])


def test_a_spool_belongs_to_one_device(tmp_path):
    spool = tmp_path / "spool.sqlite"
    command = [PROGRAMS / "sciot-device", *device_arguments(NO_EDGE, spool, "--count", "0", "--interval", "0.01")]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    first.stdout.readline()
    arguments = device_arguments(NO_EDGE, spool, "--count", "1")
    check_refusal("sciot-device", *arguments, exit_code=1, says="another process uses it")
    first.kill()
    first.communicate()


class Side:
    """One of the two, which is killed and started again."""

    def __init__(self, command: list[str]):
        self.command = command
        self.lines: list[dict] = []  # that were printed
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.reader = threading.Thread(target=self.read, args=(self.process.stdout,))
        self.reader.start()

    def read(self, pipe):
        for line in pipe:
            if line.startswith(b"{") and line.endswith(b"\n"):
                self.lines.append(json.loads(line))

    def await_line(self, source: str):
        """The next one from there."""
        seen = len(self.lines)
        wait_until(lambda: any(line["source"] == source for line in self.lines[seen:]), f"no result from {source}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


def test_killing_either_side_at_any_moment_loses_no_result_and_counts_none_twice(tmp_path):
    spool, port = tmp_path / "spool.sqlite", free_port()
    with serve(tmp_path, port=port) as edge:
        started = time.monotonic()
        device(edge.url, tmp_path / "other.sqlite", "--count", "1")
        longest_pause = max(0.2, 2 * (time.monotonic() - started))
    url = f"http://127.0.0.1:{port}"
    keep = ["--set", f"results.path={tmp_path / 'results.sqlite'}", "--set", "calibration_runs=1"]
    server = Side([str(PROGRAMS / "sciot-edge"), "--listen", f"127.0.0.1:{port}", "--model", str(DIGITS), *keep])
    often = ("--count", "0", "--interval", "0.002", "--timeout", "2", "--split", "5", "--set", "calibration_runs=1")
    client = Side([str(PROGRAMS / "sciot-device"), *device_arguments(url, spool, *often)])
    chance = random.Random(SEED)
    try:
        client.await_line("split")
        server.kill()
        client.await_line("device")
        server.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0, longest_pause))
            side = chance.choice([server, client])
            side.kill()
            side.start()
    finally:
        client.kill()
        server.kill()
    with serve(tmp_path) as edge:
        last = device(edge.url, spool, "--count", "1")
        at_edge = ids_at(edge.url)
        sources = [entry["source"] for entry in results_at(edge.url) if entry["kind"] == "result"]
    printed = [line["id"] for line in client.lines + last]
    print(f"{KILLS} kills, {len(printed)} results, {sources.count('device')} of them told afterwards")
    assert len(set(printed)) == len(printed)
    assert set(printed) - set(at_edge) == set(), "lost"
    assert len(set(at_edge)) == len(at_edge), "counted twice"
    assert {"device", "split"} <= set(sources)
