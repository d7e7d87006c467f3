"""Simulated delays: they are felt by what is measured, so the split follows them."""

import statistics

import pytest
from conftest import DIGITS, SAMPLES, check_refusal, run_device, running_edge

LAYERS = 25


def delay(part: str, seconds: float) -> list[str]:
    key = f"delay_simulation.{part}"
    values = {"enabled": "true", "type": "static", "mean": seconds}
    return [word for name, value in values.items() for word in ("--set", f"{key}.{name}={value}")]


def infer(edge, *arguments, count: int = 9) -> list[dict]:
    quick = ("--count", count, "--set", "calibration_runs=1")
    return run_device("--edge", edge.url, "--model", "digits", "--input", SAMPLES, *quick, *arguments)


def usual_split(lines: list[dict]) -> int:
    """What is measured in a busy moment may order another now and then."""
    return statistics.median(line["split"] for line in lines)


@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"digits={DIGITS}") as edge:
        yield edge


def test_a_device_that_computes_slowly_leaves_layers_to_the_edge(edge):
    lines = infer(edge, *delay("computation", 0.05))
    assert usual_split(lines) < LAYERS
    assert all(line["device_ms"] >= 50 * line["split"] for line in lines)


def test_folded_layers_take_the_delays_of_each(edge):
    lines = infer(edge, *delay("computation", 0.002), "--set", "engine.fused=auto", "--split", LAYERS, count=40)
    assert all(line["device_ms"] >= 2 * LAYERS for line in lines)


def test_a_longer_way_moves_the_layers_to_the_device(edge):
    lines = infer(edge, *delay("computation", 0.002), *delay("network", 1))
    assert usual_split(lines) == LAYERS


def test_a_longer_way_at_the_edge_moves_them_too():
    with running_edge("--model", f"digits={DIGITS}", *delay("network", 1)) as far:
        lines = infer(far, *delay("computation", 0.002))
    assert usual_split(lines) == LAYERS


def test_the_devices_see_a_delay_of_the_edge_as_network():
    with running_edge("--model", f"digits={DIGITS}", "--algorithm", "all-edge", *delay("network", 0.1)) as far:
        lines = infer(far)
    assert all(line["network_ms"] >= 100 for line in lines)


def test_an_edge_that_computes_slowly_leaves_layers_to_the_device():
    with running_edge("--model", f"digits={DIGITS}", "--set", "calibration_runs=1", *delay("computation", 0.2)) as slow:
        lines = infer(slow, *delay("computation", 0.002))
    assert usual_split(lines) == LAYERS


def test_delays_that_cannot_be_are_refused():
    edge = ("sciot-edge", "--model", DIGITS, "--set")
    check_refusal(*edge, "delay_simulation.network.mean=-1", exit_code=2, says="mean")
    check_refusal(*edge, "delay_simulation.network.mean=61", exit_code=2, says="mean")
    check_refusal(*edge, "delay_simulation.computation.type=poisson", exit_code=2, says="static, gaussian")
    check_refusal(*edge, "delay_simulation.computation.min=1", exit_code=1, says="computation.min")
