"""What sciot-edge shows of its devices and of itself, and that bad times are rejected, counted and forgotten."""

import json
import math
import urllib.error
import urllib.request

import pytest
from conftest import DIGITS, SAMPLES, check_program, run_device, running_edge

LAYERS = 25


@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"digits={DIGITS}") as running:
        yield running


@pytest.fixture(scope="module")
def sha256() -> str:
    return json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["sha256"]


def call(edge, target: str, document: dict | None = None) -> tuple[int, dict]:
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(edge.url + target, data=body)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def device_path(device: str) -> str:
    return f"/v2/models/digits/devices/{device}"


def test_a_device_that_ran_is_shown_with_all_that_decides(edge):
    arguments = ("--edge", edge.url, "--model", "digits", "--input", SAMPLES, "--count", "30")
    lines = run_device(*arguments, "--device-id", "board", "--split", "10")
    status, device = call(edge, device_path("board"))
    assert status == 200
    assert device["device_id"] == "board"
    assert device["counters"]["inferences"] == len(lines) == 30
    assert device["counters"]["rejected_times"] == 0
    assert len(device["predicted_us"]) == LAYERS + 1
    assert device["link"]["rtt_measured"] and device["link"]["bandwidth_measured"]
    for layers in (device["device_layers"], device["edge_layers"]):
        assert len(layers["us"]) == len(layers["source"]) == LAYERS
        assert all(us > 0 for us in layers["us"])
    assert device["device_layers"]["source"] == ["measured"] * 10 + ["scaled"] * 15
    listed = call(edge, "/v2/models/digits/devices")[1]
    assert "board" in [entry["device_id"] for entry in listed["devices"]]


def test_the_edge_counts_over_all_devices(edge, sha256):
    before = call(edge, "/v2/status")[1]["counters"]["planner"]
    call(edge, device_path("counted"), {"model_sha256": sha256, "layer_us": ",".join(["5"] * LAYERS)})
    status, document = call(edge, "/v2/status")
    assert status == 200
    assert document["name"] == "sciot-edge" and document["uptime_seconds"] > 0 and document["devices"] >= 1
    assert document["counters"]["planner"]["registrations"] == before["registrations"] + 1
    assert len(document["models"][0]["edge_layers"]["us"]) == LAYERS
    assert document["counters"]["model_cache"]["models"] == 1
    assert call(edge, "/v2/status", {})[0] == 405


def test_bad_reports_are_refused_counted_and_leave_the_profile_as_it_was(edge, sha256):
    good = {"model_sha256": sha256, "layer_us": ",".join(["50"] * LAYERS), "link": [{"us": 500, "sent_bytes": 9, "received_bytes": 2}]}
    path = device_path("bad")
    assert call(edge, path, good)[0] == 200
    before = call(edge, path)[1]
    times = {"zero": "0", "negative": "-1", "nan": "nan", "infinite": "inf", "an hour and more": "3600000001"}
    for bad in times.values():
        status, body = call(edge, path, good | {"split": LAYERS, "layer_us": ",".join(["900"] * (LAYERS - 1) + [bad])})
        assert status == 400 and "layer 24: a time of" in body["error"], body
    for count in (LAYERS - 1, LAYERS + 1):
        status, body = call(edge, path, good | {"layer_us": ",".join(["900"] * count)})
        assert status == 400 and f"{count} times" in body["error"], body
    status, body = call(edge, path, good | {"split": LAYERS, "layer_us": ",".join(["900"] * LAYERS), "link": [{"us": 0, "sent_bytes": 1, "received_bytes": 1}]})
    assert status == 400 and "network time" in body["error"], body
    assert call(edge, path, good | {"model_sha256": "0" * 64})[0] == 409
    assert call(edge, path, {"model_sha256": sha256, "layer_us": "1,x"})[0] == 400
    after = call(edge, path)[1]
    for key in ("device_layers", "link", "split"):
        assert after[key] == before[key]
    counters = after["counters"]
    assert (counters["rejected_times"], counters["rejected_links"], counters["rejected_models"]) == (7, 1, 1)
    totals = call(edge, "/v2/status")[1]["counters"]["planner"]
    assert totals["rejected_times"] >= 7 and totals["malformed_messages"] >= 1


@pytest.mark.parametrize("bad", [{"layer_us": "-1"}, {"layer_us": "nan"}, {"layer_us": "1,2"}, {"layer_us": "5", "link_us": -1}])
def test_bad_times_are_dropped_and_the_inference_is_answered(edge, sha256, bad):
    path = device_path("sloppy")
    assert call(edge, path, {"model_sha256": sha256, "layer_us": ",".join(["50"] * LAYERS)})[0] == 200
    before = call(edge, path)[1]
    cut = json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["cuts"][1]["tensors"][0]
    shape = cut["shape"]
    tensor = {"name": cut["name"], "datatype": "FP32", "shape": shape, "data": [0.5] * math.prod(shape)}
    parameters = {"split": 1, "device_id": "sloppy", "link_sent_bytes": 1, "link_received_bytes": 1, "link_us": 100} | bad
    status, answer = call(edge, "/v2/models/digits/infer", {"inputs": [tensor], "parameters": parameters})
    assert status == 200 and "time" in answer["parameters"]["rejected"] and "next_split" in answer["parameters"], answer
    after = call(edge, path)[1]
    assert (after["device_layers"], after["link"]) == (before["device_layers"], before["link"])
    rejected = [sum(device["counters"][f"rejected_{what}"] for what in ("times", "links")) for device in (before, after)]
    assert rejected[1] == rejected[0] + 1


def test_a_step_of_a_devices_speed_is_noticed_and_settles(edge, sha256):
    path = device_path("stepping")
    fast, slow = (",".join([us] * LAYERS) for us in ("10", "100000"))
    assert call(edge, path, {"model_sha256": sha256, "layer_us": fast})[1]["next_split"] == LAYERS
    report = {"model_sha256": sha256, "split": LAYERS}
    for _ in range(10):
        call(edge, path, report | {"layer_us": fast})
    splits = [call(edge, path, report | {"layer_us": slow})[1]["next_split"] for _ in range(2)]
    assert splits[1] < LAYERS, "the second report after the step moves the split"
    device = call(edge, path)[1]
    assert device["device_layers"]["unstable"] == list(range(LAYERS))
    assert device["device_layers"]["us"] == pytest.approx([100000] * LAYERS)
    assert device["counters"]["variance_events"] == LAYERS
    for _ in range(8):
        call(edge, path, report | {"layer_us": slow})
    assert call(edge, path)[1]["device_layers"]["unstable"] == []


def test_a_stranger_is_not_shown(edge):
    status, body = call(edge, device_path("nobody"))
    assert status == 404 and "nobody" in body["error"]


def test_local_inference_mode_forces_one_inference_at_a_time():
    mode = ("--set", "local_inference_mode.enabled=true", "--set", "local_inference_mode.probability=1")
    with running_edge("--model", f"digits={DIGITS}", *mode) as edge:
        arguments = ("--edge", edge.url, "--model", "digits", "--input", SAMPLES, "--count", "20")
        lines = run_device(*arguments, "--device-id", "slow", "--slowdown", "500")
        device = call(edge, device_path("slow"))[1]
    forced = [line for line in lines if "message" in line]
    assert [("message" in line) for line in lines] == [False, True] * 10, "each answer forces the next inference only"
    assert {(line["message"], line["split"], line["source"]) for line in forced} == {("Local inference mode", LAYERS, "device")}
    assert all(line["split"] < LAYERS for line in lines if "message" not in line), "the split comes back by itself"
    assert device["counters"]["local_inferences"] == 10
    assert device["counters"]["reports"] >= 5, "each is reported at once, not once a second"
    assert device["split"] < LAYERS and set(device["device_layers"]["source"]) == {"measured"}
