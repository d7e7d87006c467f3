"""`sciot plan`: what each split costs by measured times, as tables, JSON and pictures."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import CLASSIFIER, DIGITS, check_program, check_refusal

LAYERS = 25
RTT_MS = 5
UPLINK = 19e6 / 8  # bytes/s of the link "wifi"
DOWNLINK = 55e6 / 8


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A profile of the digit detector on this machine."""
    path = tmp_path_factory.mktemp("plan") / "measured.json"
    check_program("sciot", "run", DIGITS, "--profile", "--repeat", 3, "--profile-output", path)
    return path


@pytest.fixture(scope="module")
def profile(measured):
    """The same with times that are no machine's: plans by it are the same everywhere."""
    document = json.loads(measured.read_text())
    for layer in document["layers"]:
        layer["median_us"] = 40 + layer["index"]
    path = measured.with_name("profile.json")
    path.write_text(json.dumps(document))
    return path


def plan(*arguments) -> dict:
    return json.loads(check_program("sciot", "plan", DIGITS, "--json", *arguments))


def sides(profile) -> list:
    return ["--device-profile", profile, "--edge-profile", profile, "--device-slowdown", 50]


def test_a_profile_is_written(measured):
    document = json.loads(measured.read_text())
    assert document["sha256"] == json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["sha256"]
    assert [layer["index"] for layer in document["layers"]] == list(range(LAYERS))
    assert all(layer["median_us"] >= 0 for layer in document["layers"])
    assert document["machine"]["cores"] >= 1 and document["repeat"] == 3


def test_every_split_is_the_sum_of_its_parts(profile):
    document = plan(*sides(profile), "--link", "wifi")
    times = [layer["median_us"] / 1000 for layer in json.loads(profile.read_text())["layers"]]
    cuts = [cut["bytes"] for cut in json.loads(check_program("sciot", "model", "inspect", DIGITS, "--json"))["cuts"]]
    assert [row["split"] for row in document["splits"]] == list(range(LAYERS + 1))
    for k, row in enumerate(document["splits"]):
        assert row["bytes_sent"] == cuts[k]
        assert row["device_ms"] == pytest.approx(50 * sum(times[:k]))
        assert row["total_ms"] == pytest.approx(row["device_ms"] + row["transfer_ms"] + row["edge_ms"])
        if k < LAYERS:
            assert row["edge_ms"] == pytest.approx(sum(times[k:]), abs=1e-6)
            assert row["transfer_ms"] >= RTT_MS + 1000 * cuts[k] / UPLINK - 1e-6
    totals = [row["total_ms"] for row in document["splits"]]
    assert document["fastest"] == document["chosen"] == totals.index(min(totals))


def test_the_algorithm_the_objective_and_the_limits_are_those_of_the_edge(profile, tmp_path):
    arguments = [*sides(profile), "--link", "lan"]
    assert plan(*arguments, "--algorithm", "fixed:3")["chosen"] == 3
    assert plan(*arguments, "--algorithm", "all-device")["chosen"] == LAYERS
    assert plan(*arguments, "--set", "limits.min_device_layers=4", "--algorithm", "all-edge")["chosen"] == 4
    config = tmp_path / "edge.yaml"
    config.write_text("objective: {latency: 0, bytes: 1}\n")
    assert plan(*arguments, "--config", config)["splits"][plan(*arguments, "--config", config)["chosen"]]["bytes_sent"] == 0


def test_the_table_names_the_winner(profile):
    text = check_program("sciot", "plan", DIGITS, *sides(profile), "--bandwidth", 2, "--rtt", 20)
    chosen = plan(*sides(profile), "--bandwidth", 2, "--rtt", 20)["chosen"]
    marked = [line for line in text.splitlines() if "<- chosen" in line]
    assert len(marked) == 1 and marked[0].split()[0] == str(chosen)
    assert "all on the device" in text.splitlines()[-1]


def test_a_minimum_cut_names_what_runs_where(tmp_path):
    """Layer 2 runs badly on the device, layers 3 and 4, which do not need it, at the edge."""

    def write(name: str, layer_us) -> object:
        document = json.loads(check_program("sciot", "run", CLASSIFIER, "--profile", "--repeat", 1, "--json"))
        for layer in document["layers"]:
            layer["median_us"] = layer_us(layer["index"])
        path = tmp_path / name
        path.write_text(json.dumps(document))
        return path

    device = write("device.json", lambda i: 1000 if i in (0, 1, 3, 4) else 100_000)
    edge = write("edge.json", lambda i: 100_000 if i in (3, 4) else 1000)
    arguments = [CLASSIFIER, "--device-profile", device, "--edge-profile", edge, "--link", "lan", "--algorithm", "min-cut"]
    document = json.loads(check_program("sciot", "plan", *arguments, "--json"))
    layers = len(document["splits"]) - 1
    assert (document["device_layers"], document["edge_layers"]) == ("0-1,3-4", f"2,5-{layers - 1}")
    assert document["parted"]["total_ms"] < min(row["total_ms"] for row in document["splits"])
    text = check_program("sciot", "plan", *arguments)
    assert f"on the device layers 0-1,3-4, on the edge layers 2,5-{layers - 1}" in text
    sweep = json.loads(check_program("sciot", "plan", *arguments, "--sweep", "rtt", "--points", 3, "--json"))
    assert sweep["points"][0]["device_layers"] == "0-1,3-4"
    assert "layers 0-1,3-4" in check_program("sciot", "plan", *arguments, "--sweep", "rtt")


def test_a_sweep_gives_the_winner_of_each_link(profile):
    sweep = ("--sweep", "bandwidth", "--from", 0.01, "--to", 1000, "--points", 9)
    document = plan(*sides(profile), "--link", "wifi", "--rtt", 0.1, *sweep)  # on a fast machine the device beats 5 ms
    points = document["points"]
    assert len(points) == 9 and points[0]["value"] == pytest.approx(0.01) and points[-1]["value"] == pytest.approx(1000)
    assert points[0]["split"] == LAYERS and points[-1]["split"] < LAYERS
    for point in points:
        assert point["total_ms"] <= min(point["all_device_ms"], point["all_edge_ms"]) + 1e-9
    rtt = plan(*sides(profile), "--link", "wifi", "--sweep", "rtt")["points"]
    assert rtt[-1]["split"] == LAYERS
    assert "round trip ms" in check_program("sciot", "plan", DIGITS, *sides(profile), "--link", "wifi", "--sweep", "rtt")


@pytest.mark.parametrize("sweep", [[], ["--sweep", "bandwidth"], ["--sweep", "rtt"]])
def test_pictures_are_drawn(profile, sweep, tmp_path):
    for name in ("plan.svg", "plan.png"):
        check_program("sciot", "plan", DIGITS, *sides(profile), "--link", "wifi", *sweep, "--plot", tmp_path / name)
    svg = ElementTree.parse(tmp_path / "plan.svg").getroot()
    assert svg.tag.endswith("svg") and len(list(svg.iter())) > 100
    assert (tmp_path / "plan.png").read_bytes().startswith(b"\x89PNG")


def test_faults_are_named(profile, tmp_path):
    def refuse(*arguments, exit_code: int, says: str) -> None:
        check_refusal("sciot", "plan", *arguments, exit_code=exit_code, says=says)

    other = [CLASSIFIER, *sides(profile), "--link", "wifi"]
    refuse(*other, exit_code=1, says="SHA-256")
    refuse(DIGITS, "--link", "wifi", exit_code=1, says="--device-profile")
    refuse(DIGITS, *sides(profile), exit_code=1, says="--link")
    refuse(DIGITS, *sides(profile), "--link", "wify", exit_code=2, says='nearest is "wifi"')
    refuse(DIGITS, *sides(profile), "--bandwidth", 0, "--rtt", 1, exit_code=2, says="--bandwidth")
    refuse(DIGITS, *sides(profile), "--link", "lan", "--algorithm", "gues", exit_code=2, says="guide")
    refuse(DIGITS, *sides(profile), "--link", "lan", "--plot", tmp_path / "a.gif", exit_code=1, says="a.gif")
    refuse(DIGITS, *sides(profile), "--link", "lan", "--sweep", "rtt", "--from", 3, "--to", 2, exit_code=2, says="--from")
    short = json.loads(profile.read_text())
    short["layers"].pop()
    (tmp_path / "short.json").write_text(json.dumps(short))
    refuse(DIGITS, *sides(tmp_path / "short.json"), "--link", "lan", exit_code=1, says="24 layers, the model has 25")
    short["layers"][2]["median_us"] = -1
    (tmp_path / "negative.json").write_text(json.dumps(short))
    refuse(DIGITS, *sides(tmp_path / "negative.json"), "--link", "lan", exit_code=1, says="layers[2].median_us is -1")
    refuse(DIGITS, *sides(tmp_path / "none.json"), "--link", "lan", exit_code=1, says="none.json")
