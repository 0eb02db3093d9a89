"""Stands between the server and PostgreSQL and writes down what the server sends: statements with what is bound, and how many
trips they take."""

import socket
import struct
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Sent:
    """A statement that was run."""

    sql: str
    types: list[int] = field(default_factory=list)
    values: list[bytes | None] = field(default_factory=list)  # in PostgreSQL's binary form
    is_text: bool = False  # sent as text, several of them perhaps: nothing is bound


class Wire:
    """A socket in a folder of its own, as PostgreSQL's; what comes in goes on to the real one."""

    def __init__(self, real: str):
        self.folder = tempfile.TemporaryDirectory()
        self.real = real
        self._sent: list[Sent] = []
        self._trips = 0
        self._lock = threading.Lock()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(Path(self.folder.name) / ".s.PGSQL.5432"))
        listener.listen()
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def take(self) -> tuple[list[Sent], int]:
        """What was run since it was asked last, and in how many trips."""
        with self._lock:
            taken = (self._sent, self._trips)
            self._sent, self._trips = [], 0
        return taken

    def _accept(self, listener):
        while True:
            near, _ = listener.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.real)
            answered = threading.Event()
            answered.set()
            threading.Thread(target=self._go, args=(near, far, answered), daemon=True).start()
            threading.Thread(target=self._come, args=(far, near, answered), daemon=True).start()

    def _go(self, near, far, answered):
        rest, is_begun, reader = b"", False, _Reader()
        while data := near.recv(65536):
            with self._lock:
                # What is sent before an answer to the last has come is on the same trip.
                if answered.is_set():
                    self._trips += 1
                    answered.clear()
                rest += data
                while len(rest) >= 5:
                    start = 1 if is_begun else 0  # the first message has no letter
                    length = int.from_bytes(rest[start : start + 4], "big") + start
                    if len(rest) < length:
                        break
                    if is_begun and (sent := reader.read(rest[:1], rest[5:length])):
                        self._sent.append(sent)
                    is_begun, rest = True, rest[length:]
            far.sendall(data)
        far.close()

    def _come(self, far, near, answered):
        try:
            while data := far.recv(65536):
                answered.set()
                near.sendall(data)
        except OSError:
            pass
        near.close()


class _Reader:
    """Reads the messages of one client."""

    def __init__(self):
        self.prepared: dict[str, tuple[str, list[int]]] = {}
        self.bound: Sent | None = None

    def read(self, letter: bytes, message: bytes) -> Sent | None:
        if letter == b"Q":
            return Sent(message.rstrip(b"\0").decode(), is_text=True)
        if letter == b"P":
            name, sql, rest = message.split(b"\0", 2)
            (count,) = struct.unpack_from("!h", rest)
            types = list(struct.unpack_from(f"!{count}I", rest, 2))
            self.prepared[name.decode()] = (sql.decode(), types)
        if letter == b"B":
            self.bound = self._bound(message)
        if letter == b"E":
            return self.bound
        return None

    def _bound(self, message: bytes) -> Sent:
        _, name, rest = message.split(b"\0", 2)
        (formats,) = struct.unpack_from("!h", rest)
        place = 2 + 2 * formats
        (count,) = struct.unpack_from("!h", rest, place)
        place, values = place + 2, []
        for _ in range(count):
            (length,) = struct.unpack_from("!i", rest, place)
            place += 4
            values.append(None if length < 0 else rest[place : place + length])
            place += max(length, 0)
        sql, types = self.prepared[name.decode()]
        return Sent(sql, types, values)
