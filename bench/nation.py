"""Measures Centrum on the reference nation, beside pgbench with the same statements, and prints tables for docs/benchmarks.md.

Run by scripts/bench, on a throw-away PostgreSQL. CENTRUM_BENCH_SCALE="tenants requests activities" makes a smaller nation,
CENTRUM_BENCH_SECONDS and CENTRUM_BENCH_ROUNDS shorter loads, to try the bench itself.
"""

import os
import re
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import live
import load
import machine
import record
import rollouts
import rooms
from house import Database, Server, run
from operations import ASSIGN, CLOSE, OPENED, OPERATIONS, REOPEN, Operation
from wire import Wire

PORT = int(os.environ.get("PORT", "8199"))
SECONDS = int(os.environ.get("CENTRUM_BENCH_SECONDS", "5"))
ROUNDS = int(os.environ.get("CENTRUM_BENCH_ROUNDS", "3"))
SCALE = os.environ.get("CENTRUM_BENCH_SCALE", "700 1000000 2000000").split()
CONNECTIONS = 8
# Which tables are wanted.
PARTS = sys.argv[1:] or ["rollouts", "operations", "live"]
# Requests that one connection closes and opens again, in turn.
CASES_OF_A_CONNECTION = 25


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(*cells):
    print()
    row(*cells)
    print("|---" + "|---:" * (len(cells) - 1) + "|")


class Bench:
    """The nation, and who asks."""

    def __init__(self, database: Database):
        self.database = database
        self.postmaster = database.postmaster
        personas = ("manager", "coordinator")
        self.tokens = {who: run(["token", "--persona", who], database.environment).strip() for who in personas}
        largest = "(SELECT id FROM tenants WHERE slug = 'simulace-1')"
        self.tenant = database.ask(f"SELECT {largest}")
        # Those of the commonest label last: pgbench takes its own among them, wrk begins at the other end.
        self.open_cases = database.ask(
            f"""SELECT id FROM requests WHERE tenant_id = {largest} AND state = 'ASSIGNED' AND secrecy <> 'DPO'
            ORDER BY count(*) OVER (PARTITION BY member_id, secrecy, shown_to_member), id"""
        ).split()
        self.taken = 0
        self.recorded: dict[str, Recorded] = {}
        self.runs = 0

    def bodies(self, operation: Operation) -> list[str]:
        """What is asked: each case closed and opened again before the next one, or opened, assigned and closed."""
        if operation.letter == "C":
            return self.whole_case(OPENED)
        if not operation.writes:
            return [load.body(operation.document)]
        cases = self.open_cases[self.taken : self.taken + CONNECTIONS * CASES_OF_A_CONNECTION]
        self.taken += len(cases)
        return changes(cases)

    def whole_case(self, opened: str) -> list[str]:
        """A case of the largest tenant opened, assigned to its manager, and closed."""
        member, manager = self.database.ask(
            f"""SELECT (SELECT id FROM members WHERE tenant_id = '{self.tenant}' AND membership_id IN
              (SELECT id FROM association_memberships WHERE left_on IS NULL) ORDER BY id LIMIT 1),
            (SELECT participant_id FROM grants WHERE tenant_id = '{self.tenant}' AND role = 'CENTRE_MANAGER' LIMIT 1)"""
        ).split("|")
        return [
            load.body(rooms.by_letter("C").document, {"member": rooms.named("member", member)}),
            load.body(ASSIGN, {"id": opened, "to": rooms.named("participant", manager)}),
            load.body(CLOSE, {"id": opened}),
        ]

    def of_server(self, server: Server, operation: Operation, connections: int = CONNECTIONS):
        """A round of wrk, with the time on the processors of server and database, in ms for each request."""
        bodies, events = self.bodies(operation), self.events()
        before = machine.cpu_seconds(server.pid), machine.cpu_of_postgres(self.postmaster)
        measured = load.ask(server.port, self.tokens[operation.who], bodies, connections, SECONDS)
        after = machine.cpu_seconds(server.pid), machine.cpu_of_postgres(self.postmaster)
        if measured.failed:
            raise SystemExit(f"{operation.letter}: {measured.failed} of {measured.done} requests failed")
        self.look(server, operation, measured.done, events)
        cpu = [(now - then) * 1000 / measured.done for then, now in zip(before, after)]
        return measured, cpu[0], cpu[1]

    def events(self) -> int:
        """How many events are there."""
        return int(self.database.ask(f"SELECT count(*) FROM events WHERE tenant_id = '{self.tenant}'"))

    def look(self, server: Server, operation: Operation, done: int, events: int):
        """An answer of 200 may be a refusal: of reads one more is looked into, and each write has left its event."""
        if not operation.writes:
            server.ask(self.tokens[operation.who], self.bodies(operation)[0])
            return
        # What was on its way when the time was up is written too.
        written = self.events() - events
        if not done <= written <= done + CONNECTIONS:
            raise SystemExit(f"{done} writes were answered, and {written} have left an event")

    def of_pgbench(self, operation: Operation):
        """A round of pgbench, with the database's time on the processors."""
        before = machine.cpu_of_postgres(self.postmaster)
        recorded = self.recorded[operation.letter]
        per_run = operation.per_transaction
        self.runs += 1
        variables = {**recorded.variables, "run": self.runs}
        measured = load.statements(self.database.url, recorded.path, variables, CONNECTIONS, SECONDS, per_run)
        return measured, (machine.cpu_of_postgres(self.postmaster) - before) * 1000 / measured.done


def changes(cases: list[str]) -> list[str]:
    """Each case closed, and opened again."""
    return [load.body(document, {"id": rooms.named("request", case)}) for case in cases for document in (CLOSE, REOPEN)]


@dataclass
class Recorded:
    """What the server sends for an operation, as a script of pgbench, and how much of it."""

    path: Path
    variables: dict[str, str]
    statements: str
    trips: str


def record_all(bench: Bench) -> dict[str, Recorded]:
    """Of each operation on a warm connection."""
    wire, recorded = Wire(bench.database.socket), {}
    url = re.sub(r"@[^/]*/", "@" + quoted(wire.folder.name) + "/", bench.database.url)
    with Server(bench.database, PORT + 1, CENTRUM_DATABASE_URL=url, CENTRUM_DATABASE_POOL_SIZE="1") as server:
        for operation in OPERATIONS:
            bodies = bench.bodies(operation) if operation.letter != "W" else changes(bench.open_cases[-1:])
            token = bench.tokens[operation.who]
            # The shortest of some: the first prepare their statements, and at times who asks is looked up anew.
            said = [of_each(server, token, bodies, wire) for _ in range(4)]
            opened, parts = min(said, key=lambda each: sum(len(sent) for sent, _ in each[1]))
            recorded[operation.letter] = record_one(bench, operation, parts, opened)
    return recorded


def of_each(server: Server, token: str, bodies: list[str], wire: Wire) -> tuple[str, list]:
    """The case that was opened on the way, if one was, and what the server sent for each body."""
    opened, parts = "", []
    wire.take()
    for body in bodies:
        answer = server.ask(token, body.replace(OPENED, opened)).decode()
        parts.append(wire.take())
        told = re.search(r'"(request_\w+)"', answer)
        opened = told.group(1) if told and not opened else opened
    return opened, parts


def record_one(bench: Bench, operation: Operation, parts: list, opened: str) -> Recorded:
    sent = [statement for part, _ in parts for statement in part]
    head, replaced = "", {}
    if operation.letter == "W":
        head, replaced = writes(bench, sent)
    elif operation.letter == "C":
        head, replaced = whole_cases(sent, opened)
    said, variables = record.script(sent, replaced)
    path = load.HERE / "sql" / operation.script
    path.write_text(f"-- {operation.name}; written by bench/record.py from what the server sent.\n{head}{said}")
    counts = [" and ".join(dict.fromkeys(str(each) for each in column)) for column in
              ([len(part) for part, _ in parts], [trips for _, trips in parts])]
    return Recorded(path, variables, *counts)


def writes(bench: Bench, sent: list) -> tuple[str, dict[str, str]]:
    """Each client of pgbench has a case of its own, with the label of the recorded one, and each event has an id of its own."""
    case = bench.open_cases[-1]
    head = f"""\\set cold :started = 0
\\if :cold
BEGIN;
{"; ".join(part.strip() for part in sent[0].sql.split(";")[1:])};
SELECT id AS request FROM requests WHERE (member_id, secrecy, shown_to_member) = (SELECT member_id, secrecy, shown_to_member
  FROM requests WHERE id = '{case}') AND state = 'ASSIGNED' ORDER BY id OFFSET :client_id::bigint LIMIT 1 \\gset
COMMIT;
\\set started 1
\\endif
"""
    events, replaced = own_events(sent)
    return head + events, {case: ":request", **replaced}


def whole_cases(sent: list, opened: str) -> tuple[str, dict[str, str]]:
    """Each case is one of its own, and takes its number as the server's do."""
    events, replaced = own_events(sent)
    head = "\\set request random(1, 100000000000000)\n"
    return head + events, {rooms.uuid_of(opened): own_id(":request"), **replaced}


def own_events(sent: list) -> tuple[str, dict[str, str]]:
    """An id for each event: what goes into the outbox says which those are."""
    head, replaced = "", {}
    for statement in sent:
        ids = re.search(r"INSERT INTO outbox \(event_id, span\) SELECT unnest\(\$(\d+)\)", statement.sql)
        if ids is None:
            continue
        place, number = int(ids.group(1)) - 1, len(replaced) + 1
        event = record.text(statement.types[place], statement.values[place]).strip('{"}')
        head += f"\\set event{number} random(1, 100000000000000)\n"
        replaced[event] = own_id(f":event{number}")
    return head, replaced


def own_id(drawn: str) -> str:
    """An id made of a number that was drawn."""
    return f"('00000000-0000-4000-8000-' || lpad(to_hex({drawn}::bigint), 12, '0'))::uuid"


def quoted(path: str) -> str:
    return path.replace("/", "%2F") + ":5432"


def operations(bench: Bench, server: Server, those: list[Operation], title: str):
    """The table of operations: rounds of the server and of pgbench in turn, medians of both and of their ratios."""
    head(title, "req/s", "p50 ms", "p95 ms", "CPU server ms", "CPU database ms", "RSS MB", "statements", "trips",
         "pgbench req/s", "p50 ms", "p95 ms", "CPU database ms", "ratio", "ratio by round", "aim")
    for operation in those:
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(bench.of_server(server, operation))
            theirs.append(bench.of_pgbench(operation))
        ratios = [one[0].per_second / other[0].per_second for one, other in zip(ours, theirs)]
        median = lambda values: statistics.median(values)  # noqa: E731
        of = lambda rounds, read: f"{median([read(each) for each in rounds]):,.2f}"  # noqa: E731
        rate = lambda rounds: f"{median([each[0].per_second for each in rounds]):,.0f}"  # noqa: E731
        recorded = bench.recorded[operation.letter]
        row(f"{operation.letter}: {operation.name}", rate(ours), of(ours, lambda r: r[0].p50_ms),
            of(ours, lambda r: r[0].p95_ms), of(ours, lambda r: r[1]), of(ours, lambda r: r[2]),
            f"{machine.rss_mb(server.pid):.0f}", recorded.statements, recorded.trips, rate(theirs), of(theirs, lambda r: r[0].p50_ms),
            of(theirs, lambda r: r[0].p95_ms), of(theirs, lambda r: r[1]), f"{median(ratios):.2f}",
            " ".join(f"{ratio:.2f}" for ratio in ratios), f"≥ {operation.aim}" if operation.aim else "")


def main():
    database = Database(os.environ["CENTRUM_TEST_DATABASE_URL"], os.environ.get("CENTRUM_BENCH_DATABASE", "centrum_bench"))
    version = database.ask("SHOW server_version").split()[0]
    print(f"## {time.strftime('%-d %B %Y')}, the reference nation\n")
    print(machine.description(version) + f". Load when it began {machine.load()}.\n")
    tenants, requests, activities = SCALE
    if database.ask("SELECT count(*) FROM tenants") == "1":
        arguments = ["--tenants", tenants, "--requests", requests, "--activities", activities]
        print(run(["simulate", *arguments], database.environment))
    bench = Bench(database)
    if "rollouts" in PARTS:
        rollouts.measure(bench, PORT, row, head)
    if "operations" in PARTS:
        of_operations(database, bench)
    if "live" in PARTS:
        live.measure(bench, PORT, row, head)
    print(f"\nLoad when it ended {machine.load()}.")


def of_operations(database: Database, bench: Bench):
    """Operations beside pgbench, and all that is measured of the server with them."""
    bench.recorded = record_all(bench)
    with Server(database, PORT) as server:
        operations(bench, server, OPERATIONS, "operation")
        rooms.answers(bench, server, row, head)
        rooms.borders(bench, row, head)
    # What the database alone allows: with all on the same processors, each that the server takes is one that pgbench has.
    with machine.database_apart(bench.postmaster), Server(database, PORT) as server:
        writing = [each for each in OPERATIONS if each.writes]
        operations(bench, server, writing, "operation, the database on a processor of its own")
    rooms.idle(bench, PORT, row, head)
    rooms.telemetry(bench, PORT, row, head)
    rooms.figures(bench, PORT, row, head)


if __name__ == "__main__":
    main()
