"""Debian's mosquitto as the broker of a test, and the edges that are its clients."""

import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import free_port, running_edge
from edge_status import status, wait_until


class Broker:
    """mosquitto on loopback, which can be killed and started again."""

    def __init__(self, folder: Path, *lines: str, port: int = 0):
        self.folder = folder
        self.port = port or free_port()
        anonymous = [] if any("password_file" in line for line in lines) else ["allow_anonymous true"]
        self.config = folder / "mosquitto.conf"
        self.config.write_text("\n".join([f"listener {self.port} 127.0.0.1", *anonymous, "persistence true",
                                          "autosave_interval 1", "autosave_on_changes true",
                                          f"persistence_location {folder}/", "user root", *lines]) + "\n")
        self.process = None

    def start(self):
        command = ["/usr/sbin/mosquitto", "-c", self.config]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.listens, "mosquitto does not listen")

    def listens(self) -> bool:
        assert self.process.poll() is None, "mosquitto ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def running_broker(folder: Path, *lines: str, port: int = 0):
    broker = Broker(folder, *lines, port=port)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with running_broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


def await_broker(edge):
    wait_until(lambda: status(edge)["mqtt"]["connected"], "the edge does not reach the broker")


@contextmanager
def edge_at_broker(port: int, *arguments, is_there=True, **settings):
    """An edge with these keys of communication.mqtt; the test goes on when it is connected, unless no broker is there."""
    pairs = [word for key, value in {"port": port, **settings}.items() for word in ("--set", f"communication.mqtt.{key}={value}")]
    with running_edge("--set", "communication.mode=[http, websocket, mqtt]", *pairs, *arguments) as edge:
        if is_there:
            await_broker(edge)
        yield edge
        assert edge.process.poll() is None, "the edge died"
