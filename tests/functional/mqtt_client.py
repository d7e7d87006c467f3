"""A client of MQTT 3.1.1 and 5 written from the standards."""

import queue
import socket
import struct
import threading
from dataclasses import dataclass

from conftest import TIMEOUT_SECONDS

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, DISCONNECT = 1, 2, 3, 4, 8, 9, 14
RESPONSE_TOPIC, CORRELATION = 8, 9
PROTOCOLS = {"3.1.1": 4, "5": 5}
# Bytes of the properties that a broker may add, by their number; -1: text or bytes with their length before them.
PROPERTY_BYTES = {1: 1, 2: 4, 3: -1, RESPONSE_TOPIC: -1, CORRELATION: -1, 17: 4, 18: -1, 19: 2, 31: -1, 33: 2, 34: 2, 35: 2,
                  36: 1, 37: 1, 39: 4, 40: 1, 41: 1, 42: 1}


def field(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


def variable(number: int) -> bytes:
    encoded = b""
    while True:
        number, low = number >> 7, number & 0x7F
        encoded += bytes([low | (0x80 if number else 0)])
        if not number:
            return encoded


def take_variable(data: bytes) -> tuple[int, bytes]:
    number = 0
    for i, byte in enumerate(data):
        number |= (byte & 0x7F) << 7 * i
        if not byte & 0x80:
            return number, data[i + 1:]
    raise ValueError("a number without end")


@dataclass
class Message:
    topic: str
    payload: bytes
    correlation: bytes = b""
    is_retained: bool = False


class MqttClient:
    """Publishes and subscribes with QoS 1; messages wait in a queue."""

    def __init__(self, port: int, name: str, version: str = "3.1.1", user: str = "", password: str = ""):
        self.is_version_5 = version == "5"
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
        self.acknowledged, self.messages = queue.Queue(), queue.Queue()
        self.last_id = 0
        flags = 2 | (0xC0 if user else 0)
        body = field(b"MQTT") + bytes([PROTOCOLS[version], flags]) + struct.pack(">H", 600) + self.properties(b"") + field(name.encode())
        self.send(CONNECT << 4, body + (field(user.encode()) + field(password.encode()) if user else b""))
        kind, _, answer = self.receive()
        assert kind == CONNACK and answer[1] == 0, answer
        self.socket.settimeout(None)
        threading.Thread(target=self.read, daemon=True).start()

    def properties(self, encoded: bytes) -> bytes:
        return variable(len(encoded)) + encoded if self.is_version_5 else b""

    def send(self, first: int, body: bytes):
        self.socket.sendall(bytes([first]) + variable(len(body)) + body)

    def take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the broker closed the connection")
            data += part
        return data

    def receive(self) -> tuple[int, int, bytes]:
        first, length = self.take(1)[0], b""
        while not length or length[-1] & 0x80:
            length += self.take(1)
        return first >> 4, first & 0x0F, self.take(take_variable(length)[0])

    def read(self):
        try:
            while True:
                kind, flags, body = self.receive()
                if kind == PUBLISH:
                    self.take_message(flags, body)
                elif kind in (PUBACK, SUBACK):
                    self.acknowledged.put(struct.unpack(">H", body[:2])[0])
        except OSError:
            pass

    def take_message(self, flags: int, body: bytes):
        length = struct.unpack(">H", body[:2])[0]
        topic, rest = body[2:2 + length].decode(), body[2 + length:]
        if flags & 6:
            self.send(PUBACK << 4, rest[:2])
            rest = rest[2:]
        found = {}
        if self.is_version_5:
            size, rest = take_variable(rest)
            properties, rest = rest[:size], rest[size:]
            while properties:
                number, count = properties[0], PROPERTY_BYTES[properties[0]]
                start = 1 if count >= 0 else 3
                count = count if count >= 0 else struct.unpack(">H", properties[1:3])[0]
                found[number], properties = properties[start:start + count], properties[start + count:]
        self.messages.put(Message(topic, rest, found.get(CORRELATION, b""), bool(flags & 1)))

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def subscribe(self, *filters: str):
        body = struct.pack(">H", self.next_id()) + self.properties(b"")
        self.send(SUBSCRIBE << 4 | 2, body + b"".join(field(name.encode()) + b"\x01" for name in filters))
        self.acknowledged.get(timeout=TIMEOUT_SECONDS)

    def publish(self, topic: str, payload: bytes, response_topic: str = "", correlation: bytes = b"", is_retained=False,
                is_duplicate=False):
        properties = bytes([RESPONSE_TOPIC]) + field(response_topic.encode()) if response_topic else b""
        properties += bytes([CORRELATION]) + field(correlation) if correlation else b""
        body = field(topic.encode()) + struct.pack(">H", self.next_id()) + self.properties(properties) + payload
        self.send(PUBLISH << 4 | 2 | (8 if is_duplicate else 0) | is_retained, body)
        self.acknowledged.get(timeout=TIMEOUT_SECONDS)

    def next_message(self, timeout: float = TIMEOUT_SECONDS) -> Message:
        return self.messages.get(timeout=timeout)

    def all_messages(self) -> list[Message]:
        return [self.messages.get() for _ in range(self.messages.qsize())]

    def close(self, with_farewell=True):
        if with_farewell:
            self.send(DISCONNECT << 4, b"")
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
