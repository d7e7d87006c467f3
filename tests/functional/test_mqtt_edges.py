"""Several edges at one broker: each with its own topic, and what they say when they share one."""

import subprocess

from conftest import DIGITS, PROGRAMS, SAMPLES, read_until, run_device
from edge_status import status, wait_until
from mqtt_broker import broker, edge_at_broker  # noqa: F401

MODEL = ("--model", DIGITS)
QUICK = {"reconnect_pause_s": 0.05, "longest_reconnect_pause_s": 0.2}


def url(broker, topic: str) -> str:
    return f"mqtt://127.0.0.1:{broker.port}/{topic}"


def arguments(*urls: str) -> list:
    edges = [word for each in urls for word in ("--edge", each)]
    quick = ("--set", "mqtt.reconnect_pause_s=0.05", "--set", "mqtt.longest_reconnect_pause_s=0.2", "--set",
             "link.health_check_interval_s=0.1", "--set", "retry.delay_s=0.05", "--report-interval", "0.05")
    return [*edges, "--model", DIGITS, "--input", SAMPLES, "--split", "5", *quick]


def inferences(edge) -> int:
    return status(edge)["counters"]["planner"]["inferences"]


def test_edges_with_topics_of_their_own_do_not_disturb_each_other(broker):
    """Also where one topic begins with the other, and a device of each has the same name."""
    with (edge_at_broker(broker.port, *MODEL, topic="site/a", **QUICK) as first,
          edge_at_broker(broker.port, *MODEL, topic="site/a/request", **QUICK) as second):
        for _ in range(2):
            for edge, other, topic in ((first, second, "site/a"), (second, first, "site/a/request")):
                before, others = inferences(edge), status(other)["counters"]["mqtt"]
                lines = run_device(*arguments(url(broker, topic)), "--count", 10, "--device-id", "board", "--set",
                                   f"mqtt.client_id=board-{topic}")
                assert {line["source"] for line in lines} == {"split"}
                assert inferences(edge) == before + 10
                assert status(other)["counters"]["mqtt"] == others
        only = run_device(*arguments(url(broker, "site/a")), "--count", 1, "--device-id", "only")
        assert only[0]["source"] == "split"
        wait_until(lambda: status(first)["mqtt"]["devices"].get("only") == "offline", "its farewell did not come")
        assert "only" not in status(second)["mqtt"]["devices"]
        for edge in (first, second):
            counters = status(edge)["counters"]["mqtt"]
            assert counters["connections"] == 1
            assert counters["malformed_messages"] == counters["duplicates"] == counters["unsent_answers"] == 0


def test_a_device_moves_to_another_edge_of_the_broker_and_back(broker):
    def first_edge():
        return edge_at_broker(broker.port, *MODEL, topic="move/first", **QUICK)

    command = [PROGRAMS / "sciot-device", *arguments(url(broker, "move/first"), url(broker, "move/second")), "--json",
               "--count", "0", "--interval", "0.01", "--device-id", "mover", "--timeout", "2"]
    with edge_at_broker(broker.port, *MODEL, topic="move/second", **QUICK) as second:
        device = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            read_until(device, lambda line: inferences(second) > 0)
            with first_edge() as first:
                read_until(device, lambda line: inferences(first) > 0)
            before = inferences(second)
            read_until(device, lambda line: inferences(second) > before)
            with first_edge() as first:
                read_until(device, lambda line: inferences(first) > 0)
        finally:
            device.kill()
            device.communicate()


def logged(edge, text: str) -> str:
    return next(line for line in edge.process.stderr if text in line)


def test_edges_that_share_a_topic_say_so(broker):
    with edge_at_broker(broker.port, *MODEL, topic="shared", client_id="old", **QUICK) as old:
        with edge_at_broker(broker.port, *MODEL, topic="shared", client_id="new", **QUICK) as new:
            assert "edge 'old' has topic 'shared', too" in logged(new, "communication.mqtt.topic")
            assert "edge 'new' has topic 'shared', too" in logged(old, "communication.mqtt.topic")
            lines = run_device(*arguments(url(broker, "shared")), "--count", 5, "--device-id", "guest")
            assert {line["source"] for line in lines} == {"split"}, "the first answer is taken"


def test_a_clients_name_is_taken_away_by_its_next(broker):
    with edge_at_broker(broker.port, *MODEL, topic="name/a", client_id="same", **QUICK) as first:
        with edge_at_broker(broker.port, *MODEL, topic="name/b", client_id="same", **QUICK):
            assert "connection was lost" in logged(first, "tried again")
