"""Measured of subscriptions: how late each is told of what happens, whether one isn't told of something, or of another tenant's."""

import asyncio
import hashlib
import json
import secrets
import socket
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

import load
import machine
from house import CENTRUM, Server, surroundings
from operations import CLOSE, REOPEN
from rooms import named, p95

SUBSCRIPTIONS = 2_000
# So many connections a person may have.
OF_A_PERSON = 32
EVENTS_PER_SECOND = 200
SECONDS = 20
# How long the last ones may take to be told.
PATIENCE = 10
WRITERS = 16
# What the writers do; the worker reminds of terms meanwhile.
CHANGED = """subscription { requestChanged(filter: { kinds: [CLOSED, REOPENED] }) { kind requestId } }"""


@dataclass
class Centre:
    """A tenant whose manager listens, several times over, and closes and opens one case again and again."""

    token: str
    case: str
    listeners: int = 0
    # When each change was asked for.
    changes: list[float] = field(default_factory=list)

    def next_change(self) -> str:
        """What changes it next."""
        document = REOPEN if len(self.changes) % 2 else CLOSE
        return load.body(document, {"id": self.case})

    def kind(self, number: int) -> str:
        """What its change of that number is told as."""
        return "REOPENED" if number % 2 else "CLOSED"


@dataclass
class Heard:
    """What all listeners heard."""

    delays_ms: list[float] = field(default_factory=list)
    foreign: int = 0
    out_of_order: int = 0


class Spent:
    """How many processors each had on average, from the first change to the last telling."""

    def __init__(self, server: int, worker: int, postmaster: int):
        self.processes, self.postmaster = (server, worker), postmaster

    def _now(self) -> list[float]:
        times = [machine.cpu_seconds(pid) for pid in self.processes]
        return [time.monotonic(), *times, machine.cpu_of_postgres(self.postmaster), time.process_time()]

    def begin(self):
        """From here."""
        self.began = self._now()

    def end(self):
        """To here."""
        self.ended = self._now()

    def shares(self) -> list[float]:
        """Of the server, the worker, the database, and of this program, which listens and writes."""
        took, *spent = (end - begin for begin, end in zip(self.began, self.ended))
        return [each / took for each in spent]


def measure(bench, port: int, row, head):
    """The table. News go from the worker to the server by Redis, as where there are several servers."""
    centres = managed(bench.database)
    with tempfile.TemporaryDirectory() as folder:
        redis_port = free_port()
        redis = subprocess.Popen(
            ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        listens(redis_port)
        told = {"CENTRUM_REDIS_URL": f"redis://127.0.0.1:{redis_port}"}
        worker = subprocess.Popen([CENTRUM, "work"], env=surroundings({**bench.database.environment, **told}))
        try:
            with Server(bench.database, port, **told) as server:
                spent = Spent(server=server.pid, worker=worker.pid, postmaster=bench.database.postmaster)
                heard, expected, wrote = asyncio.run(live(port, centres, spent))
                rss = machine.rss_mb(server.pid)
        finally:
            for process in (worker, redis):
                process.send_signal(2)
                process.wait(30)
    events = sum(len(centre.changes) for centre in centres)
    lost = expected - len(heard.delays_ms)
    head("subscriptions", "measured", "wanted")
    row("subscriptions, event streams of " + f"{len(centres)} centres", f"{sum(c.listeners for c in centres):,}", f"{SUBSCRIPTIONS:,}")
    row("events", f"{events:,}, {events / wrote:.0f} a second", f"{EVENTS_PER_SECOND} a second")
    row("told", f"{len(heard.delays_ms):,} of {expected:,}, {lost} lost", "0 lost")
    row("of another centre, or out of order", f"{heard.foreign} and {heard.out_of_order}", "0")
    row("from asking for a change to being told of it, average", f"{statistics.mean(heard.delays_ms):.0f} ms", "< 1 s")
    row("… p95 and longest", f"{p95(heard.delays_ms):.0f} and {max(heard.delays_ms):.0f} ms", "")
    row("processors meanwhile: server, worker, database, load", ", ".join(f"{share:.2f}" for share in spent.shares()), "")
    row("RSS of the server", f"{rss:.0f} MB", "")


def managed(database) -> list[Centre]:
    """A token of each centre's manager, as if they had made one, and an open case of the centre."""
    rows = database.ask(
        """SELECT DISTINCT ON (g.tenant_id) g.person_id, r.id FROM grants g JOIN tenants t ON t.id = g.tenant_id AND t.lifecycle = 'ACTIVE'
        JOIN LATERAL (SELECT id FROM requests r WHERE r.tenant_id = g.tenant_id AND r.state = 'ASSIGNED' AND r.secrecy = 'OPEN'
          ORDER BY id LIMIT 1) r ON true
        WHERE g.role = 'CENTRE_MANAGER' AND g.valid_until IS NULL ORDER BY g.tenant_id"""
    ).splitlines()
    centres, tokens = [], []
    for person, case in (each.split("|") for each in rows):
        token = "cst_" + secrets.token_hex(32)
        tokens.append(f"(gen_random_uuid(), '{person}', 'bench', '\\x{hashlib.sha256(token.encode()).hexdigest()}', now(), now() + '1 day')")
        centres.append(Centre(token, named("request", case)))
    database.ask("INSERT INTO api_tokens (id, person_id, name, hash, made_at, expires_at) VALUES " + ", ".join(tokens))
    return centres


async def live(port: int, centres: list[Centre], spent: Spent) -> tuple[Heard, int, float]:
    """Listens, writes, and waits for the last to be told; how many tellings there should be, and how long the writing took."""
    heard, listeners = Heard(), []
    for number in range(min(SUBSCRIPTIONS, OF_A_PERSON * len(centres))):
        centre = centres[number % len(centres)]
        centre.listeners += 1
        reader, writer = await opened(port, centre.token, CHANGED, "text/event-stream")
        listeners.append((asyncio.create_task(listen(reader, centre, heard)), writer))
    # Each subscription begins with what happens after it stands, which its first turn finds.
    await asyncio.sleep(2)
    spent.begin()
    began = time.monotonic()
    await write(port, centres, began)
    wrote = time.monotonic() - began
    expected = sum(len(centre.changes) * centre.listeners for centre in centres)
    deadline = time.monotonic() + PATIENCE
    while len(heard.delays_ms) < expected and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    spent.end()
    # What would come twice comes soon.
    await asyncio.sleep(1)
    for task, writer in listeners:
        task.cancel()
        writer.close()
    return heard, expected, wrote


async def opened(port: int, token: str, document: str, accept: str):
    """A connection on which something was asked."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await ask(writer, port, token, load.body(document), accept)
    return reader, writer


async def ask(writer, port: int, token: str, body: str, accept: str):
    """Sends a request."""
    said = body.encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nAccept: {accept}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
    writer.write(head.encode() + said)
    await writer.drain()


async def listen(reader, centre: Centre, heard: Heard):
    """Hears each change of the centre's case, in its order."""
    number = 0
    async for line in reader:
        if not line.startswith(b"data: {"):
            continue
        change = json.loads(line[6:])["data"]["requestChanged"]
        if change["requestId"] != centre.case:
            heard.foreign += 1
        elif number >= len(centre.changes) or change["kind"] != centre.kind(number):
            heard.out_of_order += 1
        else:
            heard.delays_ms.append((time.monotonic() - centre.changes[number]) * 1000)
            number += 1


async def write(port: int, centres: list[Centre], began: float):
    """So many changes a second, one after the other of each centre."""
    turns = iter(range(EVENTS_PER_SECOND * SECONDS))

    async def writes(own: list[Centre]):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        place = 0
        for turn in turns:
            await asyncio.sleep(max(0, began + turn / EVENTS_PER_SECOND - time.monotonic()))
            centre = own[place % len(own)]
            place += 1
            body = centre.next_change()
            centre.changes.append(time.monotonic())
            await ask(writer, port, centre.token, body, "application/json")
            answer = await answered(reader)
            if b'"userErrors":[]' not in answer:
                raise SystemExit(f"refused: {answer.decode()}")
        writer.close()

    await asyncio.gather(*(writes(centres[number::WRITERS]) for number in range(WRITERS)))


async def answered(reader) -> bytes:
    """The body of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))


def listens(port: int):
    """Waits until somebody listens there."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit("redis didn't start") from None
            time.sleep(0.02)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
