"""Results at the edge: kept on disk, each once, over a kill and whoever tells them."""

import json
import sqlite3
import urllib.error
import urllib.request

import pytest
from conftest import DIGITS, SAMPLES, check_refusal, run_device, running_edge
from mqtt_broker import broker, edge_at_broker  # noqa: F401
from mqtt_client import MqttClient
from websocket_client import BINARY, WebSocket

MODEL = ("--model", f"digits={DIGITS}")
TOPIC = "results/edge"


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


def calls_over_websocket(edge):
    client = WebSocket(edge.port)

    def ask(message: bytes) -> bytes:
        client.send(BINARY, message)
        return client.receive()[1]

    return ask


def calls_over_mqtt(edge, port: int):
    client = MqttClient(port, "reader")
    client.subscribe(f"{TOPIC}/answer/reader")

    def ask(message: bytes) -> bytes:
        client.publish(f"{TOPIC}/request/reader", message)
        return client.next_message().payload

    return ask


@pytest.fixture(params=["websocket", "mqtt"])
def way(request, broker, tmp_path):
    """An edge with results, and calls to it that go another way than HTTP."""
    keep = ("--set", f"results.path={tmp_path / 'results.sqlite'}", "--set", "results.max_report_bytes=1000")
    with edge_at_broker(broker.port, *MODEL, *keep, topic=TOPIC) as edge:
        ask = calls_over_websocket(edge) if request.param == "websocket" else calls_over_mqtt(edge, broker.port)
        ids = iter(range(1000))

        def call_over(path: str, body=None) -> tuple[int, dict]:
            id = next(ids)
            head = f"SCW1 {id} {'GET' if body is None else 'POST'} {path}\n\n".encode()
            answer, text = ask(head + (b"" if body is None else json.dumps(body).encode())).split(b"\n\n", 1)
            protocol, answered, status = answer.split(b"\n")[0].split(b" ")
            assert (protocol, int(answered)) == (b"SCW1", id)
            return int(status), json.loads(text)

        yield edge, call_over


def test_results_are_told_and_asked_for_another_way_as_over_http(way):
    edge, call_over = way
    device = "/v2/devices/d%201/results"
    assert call_over(device, {"results": [{"request_id": "a"}, {"request_id": "b"}]}) == (200, {"added": 2, "repeated": 0})
    assert report(edge, "d%201", "b", "c") == (200, {"added": 1, "repeated": 1})
    assert report(edge, "d2", "a") == (200, {"added": 1, "repeated": 0})
    after = call_over("/v2/results")[1]["after"]
    for path, count in (("/v2/results", 4), (device, 3), ("/v2/results?after=2", 2), (f"{device}?after={after}", 0),
                        ("/v2/devices/nobody/results", 0)):
        answer = call_over(path)
        assert answer == call(edge.url + path), path
        assert answer[0] == 200 and len(answer[1]["results"]) == count, path


def test_faults_are_named_another_way_as_over_http(way):
    edge, call_over = way
    device = "/v2/devices/d/results"
    for path, body, status in (("/v2/results?after=-1", None, 400), (f"{device}?after=x", None, 400), (device, {}, 400),
                               (device, {"results": [{"request_id": "x" * 2000}]}, 413)):
        answer = call_over(path, body)
        assert answer == call(edge.url + path, body), path
        assert answer[0] == status and answer[1]["error"], path
    assert call_over("/v2/results") == (200, {"after": 0, "results": []})


def test_results_of_a_device_arrive_another_way(way, broker):
    edge, call_over = way
    for number, url in enumerate((f"ws://127.0.0.1:{edge.port}", f"mqtt://127.0.0.1:{broker.port}/{TOPIC}")):
        options = ("--edge", url, "--model", "digits", "--input", SAMPLES, "--device-id", f"d{number}")
        lines = run_device(*options, "--split", "3")
        told = call_over(f"/v2/devices/d{number}/results")[1]["results"]
        assert [r["request_id"] for r in told] == [line["id"] for line in lines]
