"""RFC 6455 at the edge's /ws and in sciot-device, case by case and byte by byte.

The families of cases are those that WebSocket conformance suites know. An edge does not echo, so a good message is one
that it answers, and that leaves the connection open.
"""

import socket
import threading
from contextlib import suppress

import pytest
from conftest import DIGITS, SAMPLES, run_device, running_edge
from edge_status import wait_until
from websocket_client import (BINARY, CLOSE, CONTINUATION, FINAL, PING, PONG, TEXT, Frames, WebSocket, accept_key,
                              close_payload, frame)

NORMAL, PROTOCOL_ERROR, NOT_UTF8, TOO_LARGE = 1000, 1002, 1007, 1009
ANSWER, REFUSAL = "answer", "refusal"
MESSAGE = b'{"request_id":"1"}'
UTF8_MESSAGE = '{"request_id":"κόσμε \U0001f30d"}'.encode()


def text(payload=MESSAGE) -> bytes:
    return frame(FINAL | TEXT, payload)


def padded(length: int) -> bytes:
    """A message of exactly so many bytes."""
    return b'{"request_id":"%s"}' % (b"*" * (length - len(b'{"request_id":""}')))


def fragments(opcode: int, parts: list[bytes], between: bytes = b"") -> bytes:
    frames = [frame((opcode if i == 0 else CONTINUATION) | (FINAL if i == len(parts) - 1 else 0), part)
              for i, part in enumerate(parts)]
    return between.join(frames)


def pieces(payload: bytes, size: int) -> list[bytes]:
    return [payload[i : i + size] for i in range(0, len(payload), size)]


def closing(code: int = NORMAL, reason: bytes = b"") -> bytes:
    return frame(FINAL | CLOSE, close_payload(code, reason))


def meaning(opcode: int, payload: bytes):
    if opcode == TEXT:
        return ANSWER if b"offloading_layer" in payload else REFUSAL
    if opcode == BINARY:
        return REFUSAL
    if opcode == CLOSE:
        return (CLOSE, int.from_bytes(payload[:2], "big") if payload else None)
    return (opcode, payload)


@pytest.fixture(scope="module")
def edge():
    with running_edge("--model", f"fomo_digits={DIGITS}", "--log-level", "off") as running:
        yield running
        assert running.process.poll() is None, "the edge died"


def play(edge, sent: bytes, chop: int | None = None) -> list:
    """Sends in steps of `chop` bytes; what came back until the edge closed the connection."""
    client = WebSocket(edge.port)
    with suppress(ConnectionError):
        for part in pieces(sent, chop or max(1, len(sent))):
            client.socket.sendall(part)
    received = []
    with suppress(EOFError, ConnectionResetError):
        while True:
            received.append(meaning(*client.receive()))
    return received


CLOSED = (CLOSE, NORMAL)
FAILED = (CLOSE, PROTOCOL_ERROR)

GOOD = {
    "empty text": (text(b""), [REFUSAL]),
    "empty binary": (frame(FINAL | BINARY), [REFUSAL]),
    **{f"text of {n} bytes": (text(padded(n)), [ANSWER]) for n in (125, 126, 127, 128, 65535, 65536)},
    **{f"binary of {n} bytes": (frame(FINAL | BINARY, b"\xfe" * n), [REFUSAL]) for n in (125, 126, 127, 128, 65535, 65536)},
    "empty ping": (frame(FINAL | PING), [(PONG, b"")]),
    "ping with text": (frame(FINAL | PING, b"Hello"), [(PONG, b"Hello")]),
    "ping with bytes": (frame(FINAL | PING, b"\x00\xff\xfe\xfd"), [(PONG, b"\x00\xff\xfe\xfd")]),
    "ping of 125 bytes": (frame(FINAL | PING, b"\xfe" * 125), [(PONG, b"\xfe" * 125)]),
    "unasked pong": (frame(FINAL | PONG), []),
    "unasked pong with text, then ping": (frame(FINAL | PONG, b"x") + frame(FINAL | PING, b"y"), [(PONG, b"y")]),
    "ten pings": (b"".join(frame(FINAL | PING, b"%d" % i) for i in range(10)), [(PONG, b"%d" % i) for i in range(10)]),
    "two fragments": (fragments(TEXT, pieces(MESSAGE, 9)), [ANSWER]),
    "a fragment for each byte": (fragments(TEXT, pieces(MESSAGE, 1)), [ANSWER]),
    "a ping between fragments": (fragments(TEXT, pieces(MESSAGE, 9), frame(FINAL | PING, b"p")), [(PONG, b"p"), ANSWER]),
    "pings between many fragments": (fragments(TEXT, pieces(MESSAGE, 3), frame(FINAL | PING, b"p")), [(PONG, b"p")] * 5 + [ANSWER]),
    "fragments, then a whole message": (fragments(TEXT, pieces(MESSAGE, 9)) + text(), [ANSWER] * 2),
    "empty fragments": (fragments(TEXT, [b"", b"", b""]), [REFUSAL]),
    "empty fragments around a message": (fragments(TEXT, [b"", MESSAGE, b""]), [ANSWER]),
    "1300 fragments": (fragments(TEXT, pieces(padded(65536), 51)), [ANSWER]),
    "UTF-8": (text(UTF8_MESSAGE), [ANSWER]),
    "UTF-8 broken up within characters": (fragments(TEXT, pieces(UTF8_MESSAGE, 1)), [ANSWER]),
    "256 KB": (text(padded(1 << 18)), [ANSWER]),
    "256 KB in fragments of 64": (fragments(TEXT, pieces(padded(1 << 18), 64)), [ANSWER]),
    "more than 1 MB": (text(padded((1 << 20) + 1)), [REFUSAL]),  # max_registration_bytes
    "16 MB": (frame(FINAL | BINARY, bytes(1 << 24)), [REFUSAL]),
    "16 MB in fragments of 64 KB": (fragments(BINARY, pieces(bytes(1 << 24), 1 << 16)), [REFUSAL]),
    "a thousand messages": (text() * 1000, [ANSWER] * 1000),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_messages_are_answered_and_the_connection_stays(edge, name):
    sent, expected = GOOD[name]
    assert play(edge, sent + text() + closing()) == expected + [ANSWER, CLOSED]


@pytest.mark.parametrize("chop", [1, 2, 7])
@pytest.mark.parametrize("name", [name for name, (sent, _) in GOOD.items() if len(sent) < 1000])
def test_it_does_not_matter_how_the_bytes_arrive(edge, name, chop):
    sent, expected = GOOD[name]
    assert play(edge, sent + closing(), chop) == expected + [CLOSED]


def test_a_large_message_may_arrive_in_small_pieces(edge):
    assert play(edge, text(padded(65536)) + closing(), 997) == [ANSWER, CLOSED]


BROKEN = {
    "ping of 126 bytes": frame(FINAL | PING, b"\xfe" * 126),
    **{f"reserved bits {bits}, opcode {opcode}": frame(FINAL | bits << 4 | opcode, b"x")
       for bits in range(1, 8) for opcode in (TEXT, BINARY, PING, PONG, CLOSE)},
    **{f"reserved opcode {opcode}, payload {payload}": frame(FINAL | opcode, payload)
       for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15) for payload in (b"", b"x")},
    "fragmented ping": frame(PING, b"a") + frame(FINAL | CONTINUATION, b"b"),
    "fragmented pong": frame(PONG, b"a") + frame(FINAL | CONTINUATION, b"b"),
    "last continuation of nothing": frame(FINAL | CONTINUATION, b"x") + text(),
    "first continuation of nothing": frame(CONTINUATION, b"x") + text(),
    "whole message inside another": frame(TEXT, b"{") + text(),
    "fragments of two messages": frame(TEXT, b"a") + frame(TEXT, b"b"),
    "no mask": frame(FINAL | TEXT, MESSAGE, is_masked=False),
    "length 5 in 16 bits": bytes([FINAL | TEXT, 0x80 | 126, 0, 5]) + bytes(4) + b"hello",
    "length 5 in 64 bits": bytes([FINAL | TEXT, 0x80 | 127]) + (5).to_bytes(8, "big") + bytes(4) + b"hello",
    "half a close code": frame(FINAL | CLOSE, b"x"),
    "close reason of 124 bytes": closing(NORMAL, b"*" * 124),
    **{f"close code {code}": closing(code) for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)},
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_frames_close_the_connection(edge, name):
    assert play(edge, BROKEN[name]) == [FAILED]
    assert play(edge, text() + BROKEN[name]) == [ANSWER, FAILED]
    if len(BROKEN[name]) < 30:
        assert play(edge, BROKEN[name], chop=1) == [FAILED]


# Of Markus Kuhn's kinds: what may not be in a text, wherever it is cut.
INVALID_UTF8 = {
    "a lone continuation byte": b"\x80",
    "continuation bytes": b"\x80\xbf\x80\xbf",
    "lone start bytes": b"\xc3 \xe1 ",
    "overlong slash of two": b"\xc0\xaf",
    "overlong slash of three": b"\xe0\x80\xaf",
    "overlong slash of four": b"\xf0\x80\x80\xaf",
    "overlong NUL": b"\xc0\x80",
    "overlong U+FFFF": b"\xf0\x8f\xbf\xbf",
    "a high surrogate": b"\xed\xa0\x80",
    "a low surrogate": b"\xed\xbf\xbf",
    "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "beyond U+10FFFF": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "impossible bytes": b"\xfe\xff",
    "text around": "κόσμε".encode() + b"\xed\xa0\x80edited",
}


@pytest.mark.parametrize("name", INVALID_UTF8)
def test_texts_that_are_no_utf8_close_the_connection(edge, name):
    payload = INVALID_UTF8[name]
    assert play(edge, text(payload)) == [(CLOSE, NOT_UTF8)]
    assert play(edge, fragments(TEXT, pieces(payload + b"x", 1))) == [(CLOSE, NOT_UTF8)]
    assert play(edge, frame(TEXT, payload)) == [(CLOSE, NOT_UTF8)], "not before its last fragment"


@pytest.mark.parametrize("payload", ["κόσμε".encode()[:-1], b"\xf4\x8f\xbf", b"\xc3"])
def test_a_text_may_not_end_within_a_character(edge, payload):
    assert play(edge, text(payload)) == [(CLOSE, NOT_UTF8)]


@pytest.mark.parametrize("character", ["\0", "\x7f", "\x80", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\uffff", "\U00010000", "\U0010ffff"])
def test_texts_may_hold_any_character(edge, character):
    payload = character.encode()
    assert play(edge, text(payload) + fragments(TEXT, pieces(payload, 1)) + closing()) == [REFUSAL, REFUSAL, CLOSED]


def test_binary_messages_may_hold_any_bytes(edge):
    assert play(edge, b"".join(frame(FINAL | BINARY, each) for each in INVALID_UTF8.values()) + closing()) == (
        [REFUSAL] * len(INVALID_UTF8) + [CLOSED])


CLOSES = {
    "after a message": (text() + closing(), [ANSWER, CLOSED]),
    "twice": (closing() + closing(), [CLOSED]),
    "then a ping": (closing() + frame(FINAL | PING, b"late"), [CLOSED]),
    "then a message": (closing() + text(), [CLOSED]),
    "between fragments": (frame(TEXT, b"{") + closing() + frame(FINAL | CONTINUATION, b"}"), [CLOSED]),
    "with a reason": (closing(NORMAL, b"goodbye"), [CLOSED]),
    "with a reason of 123 bytes": (closing(NORMAL, b"*" * 123), [CLOSED]),
    **{f"with code {code}": (closing(code), [(CLOSE, code)])
       for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)},
}


@pytest.mark.parametrize("name", CLOSES)
def test_closes_are_answered_and_nothing_follows(edge, name):
    sent, expected = CLOSES[name]
    assert play(edge, sent) == expected


def test_a_close_without_a_code_is_answered(edge):
    assert play(edge, frame(FINAL | CLOSE)) in ([(CLOSE, None)], [(CLOSE, NORMAL)])


def test_a_close_reason_that_is_no_utf8_is_refused(edge):
    (opcode, code), = play(edge, closing(NORMAL, b"\xce\xba\xed\xa0\x80"))
    assert opcode == CLOSE and code in (PROTOCOL_ERROR, NOT_UTF8)


@pytest.mark.parametrize("length", [(64 << 20) + 1, 1 << 40, (1 << 63) - 1])
def test_a_message_beyond_the_limit_is_refused_by_its_head(edge, length):
    head = bytes([FINAL | BINARY, 0x80 | 127]) + length.to_bytes(8, "big") + bytes(4)
    assert play(edge, head) == [(CLOSE, TOO_LARGE)]


# The client: between it and the edge stands a server that carries messages, and says its answers as a case asks.

ACCEPT = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n"


def answer_frame(first_byte: int, payload: bytes = b"") -> bytes:
    return frame(first_byte, payload, is_masked=False)


class Between:
    """Hands each message on. `say` makes the bytes of an answer; `break_off`, if any, stands for the first inference's."""

    def __init__(self, edge, say=lambda payload: answer_frame(FINAL | BINARY, payload), break_off=None, accept=ACCEPT):
        self.edge, self.say, self.break_off, self.accept = edge, say, break_off, accept
        self.faults, self.closes, self.pongs = [], [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept_all, daemon=True).start()

    def accept_all(self):
        with suppress(OSError):
            while True:
                threading.Thread(target=self.serve, args=(Frames(self.listener.accept()[0]),), daemon=True).start()

    def serve(self, device: Frames):
        with suppress(EOFError, OSError):
            key = next(line.split(": ")[1] for line in device.read_head().split("\r\n") if line.startswith("Sec-WebSocket-Key"))
            device.socket.sendall(self.accept.format(accept_key(key)).encode())
            edge = WebSocket(self.edge.port)
            while True:
                first, is_masked, payload = device.receive_frame()
                if not is_masked:
                    self.faults.append(f"frame {first:#x} had no mask")
                self.take(device, edge, first, payload)
        device.socket.close()

    def take(self, device: Frames, edge: WebSocket, first: int, payload: bytes):
        if first == FINAL | CLOSE:
            self.closes.append(int.from_bytes(payload[:2], "big") if payload else None)
            raise EOFError
        if first == FINAL | PONG:
            return self.pongs.append(payload)
        if first != FINAL | BINARY:
            return self.faults.append(f"unexpected frame {first:#x}")
        edge.send(BINARY, payload)
        _, answer = edge.receive()
        if self.break_off is not None and b"/infer" in payload.split(b"\n")[0]:
            said, self.break_off = self.break_off, None
            return device.socket.sendall(said)
        device.socket.sendall(self.say(answer))


def infer(url: str, *arguments) -> list[dict]:
    options = ("--model", DIGITS, "--input", SAMPLES, "--split", 10, "--log-level", "error")
    return run_device("--edge", url, *options, *arguments)


@pytest.fixture(scope="module")
def results(edge) -> list[dict]:
    return [line["result"] for line in infer(edge.url)]


PINGS = answer_frame(FINAL | PING, b"") + answer_frame(FINAL | PING, b"\xfe" * 125)


def in_fragments(payload: bytes, size: int, between: bytes = b"") -> bytes:
    parts = pieces(payload, size)
    return between.join(answer_frame((BINARY if i == 0 else CONTINUATION) | (FINAL if i == len(parts) - 1 else 0), part)
                        for i, part in enumerate(parts))


WAYS = {
    "pings before the answer": lambda payload: PINGS + answer_frame(FINAL | BINARY, payload),
    "an unasked pong before the answer": lambda payload: answer_frame(FINAL | PONG, b"?") + answer_frame(FINAL | BINARY, payload),
    "fragments": lambda payload: in_fragments(payload, 997),
    "pings between fragments": lambda payload: in_fragments(payload, 97, PINGS),
    "a fragment for each byte": lambda payload: in_fragments(payload, 1),
    "empty fragments around": lambda payload: answer_frame(BINARY) + answer_frame(CONTINUATION, payload) + answer_frame(FINAL),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_device_takes_answers_however_they_are_framed(edge, results, name):
    between = Between(edge, WAYS[name])
    lines = infer(between.url)
    assert [line["result"] for line in lines] == results
    assert {line["source"] for line in lines} == {"split"}
    assert between.faults == []
    if "pings" in name:
        assert set(between.pongs) == {b"", b"\xfe" * 125}


BREAKS = {
    **{f"reserved bits {bits}": (answer_frame(FINAL | bits << 4 | BINARY, b"x"), PROTOCOL_ERROR) for bits in range(1, 8)},
    **{f"reserved opcode {opcode}": (answer_frame(FINAL | opcode, b"x"), PROTOCOL_ERROR) for opcode in (3, 7, 11, 15)},
    "a mask": (frame(FINAL | BINARY, b"x"), PROTOCOL_ERROR),
    "a continuation of nothing": (answer_frame(FINAL | CONTINUATION, b"x"), PROTOCOL_ERROR),
    "two messages in each other": (answer_frame(BINARY, b"a") + answer_frame(FINAL | BINARY, b"b"), PROTOCOL_ERROR),
    "a fragmented ping": (answer_frame(PING, b"a"), PROTOCOL_ERROR),
    "a ping of 126 bytes": (answer_frame(FINAL | PING, bytes(126)), PROTOCOL_ERROR),
    "a text that is no UTF-8": (answer_frame(FINAL | TEXT, b"\xed\xa0\x80"), NOT_UTF8),
    "no UTF-8 in the first of fragments": (answer_frame(TEXT, b"\xed\xa0\x80"), NOT_UTF8),
    "half a close code": (answer_frame(FINAL | CLOSE, b"x"), PROTOCOL_ERROR),
    "a close code that is never sent": (answer_frame(FINAL | CLOSE, close_payload(1005)), PROTOCOL_ERROR),
    "a close": (answer_frame(FINAL | CLOSE, close_payload(1001, b"restart")), 1001),
    "a length beyond the limit": (bytes([FINAL | BINARY, 127]) + (1 << 40).to_bytes(8, "big"), TOO_LARGE),
    "a length of 5 in 64 bits": (bytes([FINAL | BINARY, 127]) + (5).to_bytes(8, "big") + b"hello", PROTOCOL_ERROR),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_device_closes_on_broken_frames_and_finishes_alone(edge, results, name):
    said, code = BREAKS[name]
    between = Between(edge, break_off=said)
    lines = infer(between.url)
    assert [line["result"] for line in lines] == results
    assert lines[0]["source"] == "device"
    wait_until(lambda: code in between.closes, f"closed with {between.closes}")
    assert between.faults == []


@pytest.mark.parametrize("said", [b"", answer_frame(FINAL | BINARY, b"SCW1 0 200\n\n"), answer_frame(FINAL | TEXT, b"{}"),
                                  answer_frame(FINAL | BINARY, b"x" * 100)[:50]])
def test_a_device_that_gets_no_answer_of_its_own_finishes_alone(edge, results, said):
    lines = infer(Between(edge, break_off=said).url, "--timeout", 2)
    assert [line["result"] for line in lines] == results
    assert lines[0]["source"] == "device"


@pytest.mark.parametrize("accept", ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ACCEPT.replace("{}", "x{}"),
                                    ACCEPT.replace("Upgrade: websocket\r\n", ""), "SSH-2.0-x\r\n\r\n"])
def test_a_device_works_alone_where_no_websocket_is_opened(edge, results, accept):
    lines = infer(Between(edge, accept=accept).url)
    assert [line["result"] for line in lines] == results
    assert {line["source"] for line in lines} == {"device"}
