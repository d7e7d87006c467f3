"""WebSocket connections that the edge refuses or breaks off: with a logged reason and a counter."""

import resource
import socket
import threading
from contextlib import contextmanager

import pytest
from conftest import DIGITS, check_refusal, running_edge
from edge_status import status, wait_until
from websocket_client import BINARY, CLOSE, FINAL, PING, TEXT, WebSocket, frame

HANDSHAKE = ("GET /ws HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
IDLE_DEVICES = 2000
WAIT_SECONDS = 60


@contextmanager
def logging_edge(*settings):
    """An edge, and the lines it logs."""
    arguments = [word for setting in settings for word in ("--set", setting)]
    with running_edge("--model", f"digits={DIGITS}", *arguments) as edge:
        edge.lines = []
        threading.Thread(target=lambda: [edge.lines.append(line) for line in edge.process.stderr], daemon=True).start()
        yield edge
        assert edge.process.poll() is None, "the edge died"


def counters(edge) -> dict:
    return status(edge)["counters"]


def expect(edge, protocol: str, reason: str, count: int = 1):
    """That so many are counted and one of them logged, soon."""
    mark = f"refused ({protocol} {reason})"
    wait_until(lambda: counters(edge)[protocol][reason] == count, "not counted")
    wait_until(lambda: any(mark in line and "127.0.0.1:" in line for line in list(edge.lines)), "not logged")


def raw(edge, text: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", edge.port), timeout=WAIT_SECONDS)
    connection.sendall(text.encode())
    return connection


def test_each_breach_is_counted_by_its_reason():
    with logging_edge("communication.websocket.max_message_bytes=1000") as edge:
        for payload, reason, count in ((frame(FINAL | 3, b"x"), "bad_frame", 1), (frame(FINAL | 0x40 | TEXT), "bad_frame", 2),
                                       (frame(FINAL | PING, bytes(126)), "bad_frame", 3),
                                       (frame(FINAL | TEXT, b"\xff"), "not_utf8", 1),
                                       (frame(FINAL | BINARY, bytes(1001)), "message_too_large", 1)):
            client = WebSocket(edge.port)
            client.socket.sendall(payload)
            assert client.receive()[0] == CLOSE
            client.socket.close()
            expect(edge, "websocket", reason, count)
        client = WebSocket(edge.port)
        client.send(CLOSE, b"\x03\xe8")
        client.receive()
        assert sum(counters(edge)["websocket"].values()) == 5, "an orderly close is no refusal"


@pytest.mark.parametrize("change", [("Version: 13", "Version: 12"), ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
                                    ("Host: edge\r\n", ""), ("\r\n\r\n", "\r\n\r\nmore")])
def test_a_bad_handshake_is_refused(change):
    with logging_edge() as edge:
        answer = raw(edge, HANDSHAKE.replace(*change)).recv(1000)
        assert answer.startswith(b"HTTP/1.1 4"), answer
        expect(edge, "websocket", "bad_handshake")


def test_messages_that_stop_in_the_middle_are_cut():
    with logging_edge("communication.http.request_timeout_s=0.3") as edge:
        client = WebSocket(edge.port)
        client.socket.sendall(frame(TEXT, b"{"))
        assert client.socket.recv(100) == b""
        expect(edge, "websocket", "too_slow")
        assert raw(edge, "GET / HTTP/1.1\r\nHos").recv(100) == b""
        expect(edge, "http", "too_slow")


def test_refusals_over_http_are_counted():
    with logging_edge("communication.http.max_body_bytes=1000", "communication.http.max_header_bytes=1000") as edge:
        for text, reason in (("nonsense\r\n\r\n", "malformed"), ("GET / HTTP/1.1\r\nA: " + "a" * 2000, "head_too_large"),
                             ("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", "body_too_large")):
            assert raw(edge, text).recv(1000).startswith(b"HTTP/1.1 4")
            expect(edge, "http", reason)


def test_connections_beyond_the_number_are_refused():
    with logging_edge("communication.websocket.max_connections=1") as edge:
        first = WebSocket(edge.port)
        assert raw(edge, HANDSHAKE).recv(1000).startswith(b"HTTP/1.1 503")
        expect(edge, "websocket", "too_many_connections")
        first.send(TEXT, b"{}")
        assert b"offloading_layer" in first.receive()[1]


def test_more_connections_of_websocket_than_of_http_are_refused_at_the_start():
    check_refusal("sciot-edge", "--model", DIGITS, "--set", "communication.http.max_connections=1024", exit_code=2,
                  says="communication.websocket.max_connections is 4096; it must be at most "
                       "communication.http.max_connections, which counts them too and is 1024")


def test_two_thousand_idle_devices_need_no_settings():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2 * IDLE_DEVICES:
        pytest.skip(f"this system allows {hard} open files")
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))  # as most systems have it, also for the edge
        with logging_edge() as edge:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            devices = [WebSocket(edge.port) for _ in range(IDLE_DEVICES)]
            for device in devices[:: IDLE_DEVICES // 10]:
                device.send(TEXT, b"{}")
                assert b"offloading_layer" in device.receive()[1]
            assert counters(edge)["websocket"]["too_many_connections"] == 0
            for device in devices:
                device.socket.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
