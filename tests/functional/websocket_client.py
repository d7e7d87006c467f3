"""A WebSocket client written from RFC 6455."""

import base64
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FINAL, MASKED = 0x80, 0x80


def length_field(length: int) -> bytes:
    if length < 126:
        return bytes([MASKED | length])
    return bytes([MASKED | 126]) + struct.pack(">H", length) if length < 1 << 16 else bytes([MASKED | 127]) + struct.pack(">Q", length)


class WebSocket:
    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: edge\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1)
        assert head.startswith(b"HTTP/1.1 101"), head
        assert b"permessage-deflate" not in head, "tensors are not compressed"

    def take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            assert part, "the edge closed the connection"
            data += part
        return data

    def send(self, opcode: int, payload: bytes, is_final=True):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(bytes([(FINAL if is_final else 0) | opcode]) + length_field(len(payload)) + mask + masked)

    def receive(self) -> tuple[int, bytes]:
        first, second = self.take(2)
        length = struct.unpack(">H", self.take(2))[0] if second == 126 else second
        return first & 0x0F, self.take(length)
