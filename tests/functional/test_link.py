"""`sciot link`: how exactly it keeps to what is asked of it, and how it is changed while it works."""

import socket
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
from conftest import PROGRAMS, TIMEOUT_SECONDS, check_refusal
from edge_status import wait_until

BANDWIDTH_TOLERANCE = 0.05
DELAY_TOLERANCE_MS = 1.0
ATTEMPTS = 20  # another program may hold the processor now and then
TRANSFER_SECONDS = 0.5
CHUNK = 65536


class Peer:
    """Sends back the first byte of each connection that begins with "e", and takes in all of the others."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.arrivals: list[tuple[float, int]] = []  # when so many bytes came
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        is_echo = None
        try:
            while data := connection.recv(CHUNK):
                is_echo = data.startswith(b"e") if is_echo is None else is_echo
                if is_echo:
                    connection.sendall(data)
                else:
                    self.arrivals.append((time.monotonic(), len(data)))
        except ConnectionError:
            pass


@pytest.fixture(scope="module")
def peer():
    return Peer()


class Link:
    def __init__(self, process):
        self.process = process
        self.greeting = process.stdout.readline()
        self.port = int(self.greeting.split(",")[0].rsplit(":", 1)[1])

    def tell(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


@contextmanager
def running_link(peer, *arguments):
    command = [PROGRAMS / "sciot", "link", "--listen", "127.0.0.1:0", "--to", f"127.0.0.1:{peer.port}", *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Link(process)
    finally:
        process.terminate()
        assert process.wait(timeout=TIMEOUT_SECONDS) == 0


def measured_mbit(link, peer, mbit: float) -> float:
    """Bandwidth of what arrives after the first bytes of a transfer."""
    peer.arrivals = []
    size = int(mbit * 125_000 * TRANSFER_SECONDS)
    with link.connect() as connection:
        connection.sendall(b"s" * size)
        connection.shutdown(socket.SHUT_WR)
        wait_until(lambda: sum(count for _, count in peer.arrivals) == size, "some bytes did not arrive")
    begin, end = peer.arrivals[0][0], peer.arrivals[-1][0]
    rest = sum(count for _, count in peer.arrivals[1:])
    return rest / 125_000 / (end - begin) if rest else 0


def echo(connection):
    connection.sendall(b"e")
    assert connection.recv(1) == b"e"


def expect_silence(connection):
    """That nothing comes for a while."""
    connection.settimeout(0.3)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.settimeout(TIMEOUT_SECONDS)


def fastest_round_trip_ms(link, exchanges=21) -> float:
    times = []
    with link.connect() as connection:
        for _ in range(exchanges):
            begin = time.monotonic()
            echo(connection)
            times.append((time.monotonic() - begin) * 1000)
    return min(times)


@pytest.mark.parametrize("mbit", [0.3, 2, 20, 100])
def test_the_bandwidth_is_the_one_asked_for(peer, mbit):
    measured = []
    with running_link(peer, "--set", f"up_mbit={mbit}") as link:
        for _ in range(ATTEMPTS):
            measured.append(measured_mbit(link, peer, mbit))
            if abs(measured[-1] / mbit - 1) <= BANDWIDTH_TOLERANCE:
                return
    pytest.fail(f"measured {measured} Mbit/s instead of {mbit}")


@pytest.mark.parametrize("one_way_ms", [0.25, 2.5, 25, 60])
def test_the_delay_is_the_one_asked_for(peer, one_way_ms):
    measured = []
    with running_link(peer, "--set", f"one_way_ms={one_way_ms}") as link:
        for _ in range(ATTEMPTS):
            measured.append(fastest_round_trip_ms(link) / 2)
            if abs(measured[-1] - one_way_ms) <= DELAY_TOLERANCE_MS:
                return
    pytest.fail(f"measured {measured} ms instead of {one_way_ms}")


def test_it_is_changed_by_lines_on_its_standard_input(peer):
    with running_link(peer, "--profile", "lte") as link:
        assert "down_mbit=14 up_mbit=6 one_way_ms=25" in link.greeting
        assert fastest_round_trip_ms(link, 3) >= 30
        link.tell("one_way_ms=1000 jitter_ms=0")
        assert fastest_round_trip_ms(link, 1) >= 2000
        assert link.tell("profile lan").startswith("ok down_mbit=940")
        assert fastest_round_trip_ms(link) < 2000
        assert link.tell("blackot") == "error: no state is named 'blackot'; did you mean 'blackout'?"
        with link.connect() as held:
            assert link.tell("blackout").endswith("state=blackout")
            held.sendall(b"e")
            expect_silence(held)
            link.tell("up")
            assert held.recv(1) == b"e"
            link.tell("reset")
            with pytest.raises(ConnectionResetError):
                held.recv(1)
        link.tell("refuse")
        with pytest.raises(ConnectionResetError), link.connect() as refused:
            refused.recv(1)


def test_a_silenced_connection_stays_open_and_mute(peer):
    with running_link(peer) as link, link.connect() as connection:
        echo(connection)
        link.tell("silence")
        link.tell("up")
        echo(connection)  # in time for no silence, which bytes alone bring about
        link.tell("silence")
        connection.sendall(b"e")
        expect_silence(connection)
        link.tell("up")
        connection.sendall(b"e")
        expect_silence(connection)
        with link.connect() as another:
            echo(another)


def test_a_trace_is_played(peer, tmp_path):
    trace = tmp_path / "trace.csv"
    trace.write_text("s,down,up,ms\n0,10,10,1\n2,10,10,300\n4,10,10,1\n")
    with running_link(peer, "--trace", trace, "--repeat") as link:
        for _ in range(2):
            wait_until(lambda: fastest_round_trip_ms(link, 1) < 600, "never fast")
            wait_until(lambda: fastest_round_trip_ms(link, 2) >= 600, "never slow")


def test_what_cannot_be_meant_is_refused(tmp_path):
    def refuse(*arguments, says):
        base = ("link", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:9")
        check_refusal("sciot", *base, *arguments, exit_code=1, says=says)

    refuse("--profile", "lt", says="no link is named 'lt'")
    refuse("--set", "loss=2", says="loss is '2', not a number from 0 to 1")
    refuse("--trace", tmp_path / "none.csv", says="none.csv")
    trace = tmp_path / "bad.csv"
    trace.write_text("0,1,1,1\n1,x,1,1\n")
    refuse("--trace", trace, says="bad.csv: line 2: down_mbit is 'x'")
    check_refusal("sciot", "link", "--listen", "nowhere", "--to", "127.0.0.1:9", exit_code=1, says="'nowhere' is not HOST:PORT")
