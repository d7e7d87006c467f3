"""A WebSocket client written from RFC 6455, and the frames of both sides."""

import base64
import hashlib
import os
import socket
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
FINAL, MASKED = 0x80, 0x80
TIMEOUT_SECONDS = 60


def xor(payload: bytes, mask: bytes) -> bytes:
    repeated = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(payload), "big")


def frame(first_byte: int, payload: bytes = b"", is_masked=True) -> bytes:
    """`first_byte` holds FINAL, reserved bits and the opcode."""
    flag, length = (MASKED if is_masked else 0), len(payload)
    if length < 126:
        head = bytes([first_byte, flag | length])
    elif length < 1 << 16:
        head = bytes([first_byte, flag | 126]) + struct.pack(">H", length)
    else:
        head = bytes([first_byte, flag | 127]) + struct.pack(">Q", length)
    if not is_masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + xor(payload, mask)


def close_payload(code: int, reason: bytes = b"") -> bytes:
    return struct.pack(">H", code) + reason


def accept_key(key: str) -> str:
    """What a server answers to Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


class Frames:
    """Frames over a connected socket."""

    def __init__(self, connected: socket.socket):
        self.socket = connected
        self.socket.settimeout(TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def take(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self.socket.recv(min(count - len(data), 1 << 20))
            if not part:
                raise EOFError("the other side closed the connection")
            data += part
        return bytes(data)

    def read_head(self) -> str:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1)
        return head.decode()

    def receive_frame(self) -> tuple[int, bool, bytes]:
        """First byte, whether it was masked, payload."""
        first, second = self.take(2)
        length = second & 0x7F
        if length == 126:
            length = struct.unpack(">H", self.take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self.take(8))[0]
        mask = self.take(4) if second & MASKED else b""
        payload = self.take(length)
        return first, bool(mask), xor(payload, mask) if mask else payload

    def receive(self) -> tuple[int, bytes]:
        first, _, payload = self.receive_frame()
        return first & 0x0F, payload


class WebSocket(Frames):
    def __init__(self, port: int):
        super().__init__(socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
        )
        head = self.read_head()
        assert head.startswith("HTTP/1.1 101") and accept_key(key) in head, head
        assert "permessage-deflate" not in head, "tensors are not compressed"

    def send(self, opcode: int, payload: bytes, is_final=True):
        self.socket.sendall(frame((FINAL if is_final else 0) | opcode, payload))
