"""Results at the edge: kept on disk, each once, over a kill and whoever tells them."""

import json
import sqlite3
import urllib.error
import urllib.request

from conftest import DIGITS, SAMPLES, check_refusal, run_device, running_edge

MODEL = ("--model", f"digits={DIGITS}")


def call(url: str, body=None) -> tuple[int, dict]:
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def report(edge, device: str, *ids: str) -> tuple[int, dict]:
    return call(f"{edge.url}/v2/devices/{device}/results", {"results": [{"request_id": id} for id in ids]})


def infer(edge, *arguments) -> list[dict]:
    return run_device("--edge", edge.url, "--model", "digits", "--input", SAMPLES, *arguments)


def test_a_kill_loses_nothing_that_was_acknowledged_and_repeats_count_once(tmp_path):
    keep = ("--set", f"results.path={tmp_path / 'results.sqlite'}")
    with running_edge(*MODEL, *keep) as edge:
        assert report(edge, "d%201", "a", "b") == (200, {"added": 2, "repeated": 0})
        lines = infer(edge, "--split", "3", "--device-id", "d2")
        edge.process.kill()
    with running_edge(*MODEL, *keep) as edge:
        assert report(edge, "d%201", "b", "c") == (200, {"added": 1, "repeated": 1})
        page = call(f"{edge.url}/v2/results")[1]
        assert [r["request_id"] for r in page["results"]] == ["a", "b", *(line["id"] for line in lines), "c"]
        assert call(f"{edge.url}/v2/results?after={page['after']}")[1] == {"after": page["after"], "results": []}
        mine = call(f"{edge.url}/v2/devices/d2/results")[1]["results"]
        assert {r["source"] for r in mine} == {"split"} and all(r["outputs"][0]["base64"] for r in mine)
        counters = call(f"{edge.url}/v2/status")[1]["counters"]["results"]
        assert (counters["records"], counters["repeated"], counters["dropped"]) == (3 + len(lines), 1, 0)
    database = sqlite3.connect(tmp_path / "results.sqlite")
    assert database.execute("SELECT COUNT(*) FROM records WHERE device = 'd2'").fetchone() == (len(lines),)


def test_the_oldest_go_first_and_are_counted(tmp_path):
    keep = ("--set", f"results.path={tmp_path / 'results.sqlite'}", "--set", "results.max_records=2")
    with running_edge(*MODEL, *keep) as edge:
        report(edge, "d", "a", "b", "c")
        assert [r["request_id"] for r in call(f"{edge.url}/v2/results")[1]["results"]] == ["b", "c"]
        assert call(f"{edge.url}/v2/status")[1]["counters"]["results"]["dropped"] == 1


def test_faults_are_named(tmp_path):
    keep = ("--set", f"results.path={tmp_path / 'results.sqlite'}", "--set", "results.max_report_bytes=1000")
    with running_edge(*MODEL, *keep) as edge:
        for body, status, says in [
            ({}, 400, "results"),
            ({"results": [{"request_id": ""}]}, 400, "request_id"),
            ({"results": [{"request_id": "x" * 2000}]}, 413, "results.max_report_bytes is 1000"),
        ]:
            answer = call(f"{edge.url}/v2/devices/d/results", body)
            assert answer[0] == status and says in answer[1]["error"], answer
        assert call(f"{edge.url}/v2/results?after=-1")[0] == 400
    (tmp_path / "text").write_text("no database" * 100)
    arguments = ("--listen", "127.0.0.1:0", *MODEL, "--set", f"results.path={tmp_path / 'text'}")
    check_refusal("sciot-edge", *arguments, exit_code=1, says="file is not a database")


def test_an_edge_that_keeps_none_says_so(digits_edge):
    assert report(digits_edge, "d", "a") == (404, {"error": "this edge keeps no results (results.path is empty)"})
    assert "results" not in call(f"{digits_edge.url}/v2/status")[1]["counters"]
