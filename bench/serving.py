"""Programs that listen on a port while a bench asks them."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

LONGEST_START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(port: int, *command):
    """Runs the command, from when it listens on the port until the end of the context."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        last = time.monotonic() + LONGEST_START_SECONDS
        while not is_open(port):
            if time.monotonic() > last:
                sys.exit(f"{command[0]} does not listen on port {port}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()
