"""What is measured beside the operations: answers' times, borders, idle connections, telemetry, figures."""

import json
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import load
import machine
import record
from house import CENTRUM, Database, Server, run, surroundings
from operations import OPERATIONS, OVERVIEW, SEARCH

IDLE = 10_000
# So many searches are timed.
SEARCHES = 200
# Pages of 100 are walked through so often.
WALKS = 10
# A tenth of the nation, for what mustn't grow with it.
TENTH = ("100000", "200000")


def by_letter(letter: str):
    return next(operation for operation in OPERATIONS if operation.letter == letter)


def p95(values: list[float]) -> float:
    return sorted(values)[min(int(len(values) * 0.95), len(values) - 1)]


def named(kind: str, uuid: str) -> str:
    """An id as clients see it: 130 bits in Crockford's alphabet."""
    number, letters = int(uuid.replace("-", ""), 16), []
    for _ in range(26):
        letters.append("0123456789abcdefghjkmnpqrstvwxyz"[number % 32])
        number //= 32
    return f"{kind}_" + "".join(reversed(letters))


def uuid_of(named_id: str) -> str:
    """The other way round."""
    number = 0
    for letter in named_id.rsplit("_", 1)[1]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    digits = f"{number:032x}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def answers(bench, server: Server, row, head):
    """How long answers take, at one client and at many."""
    head("answers", "p50 ms", "p95 ms", "wanted p95")
    for letter, connections, wanted in [("S", 1, 50), ("S", 16, 200), ("N", 1, 50), ("N", 16, 200), ("O", 1, 60)]:
        operation = by_letter(letter)
        measured, _, _ = bench.of_server(server, operation, connections)
        who = "one client" if connections == 1 else f"{connections} clients"
        row(f"{operation.name}, {who}", f"{measured.p50_ms:.1f}", f"{measured.p95_ms:.1f}", f"≤ {wanted} ms")
    walks, token = [], bench.tokens["coordinator"]
    document = OVERVIEW.replace("centres(first: 100)", "centres(first: 100, after: $after)")
    document = document.replace("{ nationalOverview", "query($after: String) { nationalOverview", 1)
    document = document.replace("nodes { tenant", "pageInfo { hasNextPage endCursor } nodes { tenant")
    for _ in range(WALKS):
        began, after = time.monotonic(), None
        while True:
            said = json.loads(server.ask(token, load.body(document, {"after": after})))
            page = said["data"]["nationalOverview"]["centres"]["pageInfo"]
            after = page["endCursor"]
            if not page["hasNextPage"]:
                break
        walks.append((time.monotonic() - began) * 1000)
    row("overview, all centres page by page, one client", f"{statistics.median(walks):.1f}", f"{p95(walks):.1f}", "≤ 300 ms")
    search(bench, server, row)
    head("memory of the server", "MB", "wanted")
    row("RSS, after all of the above", f"{machine.rss_mb(server.pid):.0f}", "≤ 64")
    row("… of which the program's file", f"{machine.rss_mb(server.pid, 'RssFile'):.0f}", "")


def search(bench, server: Server, row):
    """Words of titles of the largest tenant, as people put them in: two of a title, the second one half written. None that
    stands in every text: half of such a word is in no text's terms."""
    titles = bench.database.ask(
        f"""SELECT title FROM requests WHERE tenant_id = '{bench.tenant}' AND secrecy <> 'DPO' AND title ~ '\\w{{5,}} +\\w{{5,}}' AND title !~ ' podle '
        ORDER BY md5(id::text) LIMIT {SEARCHES}"""
    ).splitlines()
    requests = int(bench.database.ask(f"SELECT count(*) FROM requests WHERE tenant_id = '{bench.tenant}'"))
    times, in_vain = [], []
    for title in titles:
        words = [word for word in re.findall(r"\w+", title) if len(word) >= 5][:2]
        query = f"{words[0]} {words[1][:4]}"
        began = time.monotonic()
        answer = json.loads(server.ask(bench.tokens["manager"], load.body(SEARCH, {"query": query})))
        times.append((time.monotonic() - began) * 1000)
        if answer["data"]["search"]["totalCount"] == 0:
            in_vain.append(f"{query} ({title})")
    if in_vain:
        raise SystemExit(f"{len(in_vain)} of {len(titles)} searches found nothing: {', '.join(in_vain)}")
    name = f"search by two words in {requests:,} requests, one client, {len(titles)} times"
    row(name, f"{statistics.median(times):.1f}", f"{p95(times):.1f}", "≤ 100 ms")


def borders(bench, row, head):
    """The same statement behind the policies, and without them with the predicate written by hand."""
    head("borders", "behind policies, ms", "by hand, ms", "ratio", "wanted")
    settings = "options=-cplan_cache_mode%3Dforce_generic_plan"
    for letter in ("S", "N", "H"):
        recorded = bench.recorded[letter]
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(record.by_hand(recorded.path.read_text(), bench.tenant))
            file.flush()
            ways = [(bench.database.url, recorded.path), (f"{bench.database.admin}?{settings}", Path(file.name))]
            rounds = [[load.statements(url, path, recorded.variables, 1, 3).p50_ms for url, path in ways] for _ in range(3)]
        behind, by_hand = (statistics.median(each) for each in zip(*rounds))
        ratio = statistics.median(one / other for one, other in rounds)
        row(f"statements of {recorded.path.name}, one connection", f"{behind:.3f}", f"{by_hand:.3f}", f"{ratio:.2f}", "≤ 1.3")


def idle(bench, port: int, row, head):
    """Connections that asked once and are kept."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    count = min(IDLE, most - 1_000)
    body = load.body("{ viewer { id } }").encode()
    head_of_request = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {bench.tokens['manager']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with Server(bench.database, port) as server:
        before, held = machine.rss_mb(server.pid), []
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.sendall(head_of_request.encode() + body)
            if not connection.recv(65536).startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"connection {len(held)} wasn't answered")
            held.append(connection)
        after = machine.rss_mb(server.pid)
        # They are all there: each answers again.
        for connection in held[:: max(count // 100, 1)]:
            connection.sendall(head_of_request.encode() + body)
            if not connection.recv(65536).startswith(b"HTTP/1.1 200"):
                raise SystemExit("an idle connection was given up")
        for connection in held:
            connection.close()
    head("idle connections", "RSS before, MB", "RSS with them, MB", "KiB each", "wanted")
    row(f"{count:,}, each asked once", f"{before:.0f}", f"{after:.0f}", f"{(after - before) * 1e6 / 1024 / count:.1f}", "≤ 400 MB")


def telemetry(bench, port: int, row, head):
    """The same load at a server that tells a collector everything, and serves /metrics, and at one that tells nothing."""
    head("telemetry", "off, req/s", "on, req/s", "ratio", "CPU off, ms", "CPU on, ms")
    sink = "import http.server as h\nclass S(h.BaseHTTPRequestHandler):\n protocol_version='HTTP/1.1'\n"
    sink += " def do_POST(s):\n  s.rfile.read(int(s.headers['Content-Length'])); s.send_response(200)\n"
    sink += "  s.send_header('Content-Length','0'); s.end_headers()\n def log_message(s,*a): pass\n"
    sink += f"h.ThreadingHTTPServer(('127.0.0.1',{port + 2}),S).serve_forever()"
    collector = subprocess.Popen([sys.executable, "-c", sink])
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port + 2}", "CENTRUM_METRICS_ADDRESS": str(port + 3)}
    try:
        with Server(bench.database, port) as off, Server(bench.database, port + 1, **told) as on:
            for letter in ("S", "N"):
                operation = by_letter(letter)
                rounds = [(bench.of_server(off, operation), bench.of_server(on, operation)) for _ in range(3)]
                of = lambda read: statistics.median(read(one, other) for one, other in rounds)  # noqa: E731
                row(f"{operation.name}", f"{of(lambda a, b: a[0].per_second):,.0f}", f"{of(lambda a, b: b[0].per_second):,.0f}",
                    f"{of(lambda a, b: b[0].per_second / a[0].per_second):.2f}", f"{of(lambda a, b: a[1]):.2f}",
                    f"{of(lambda a, b: b[1]):.2f}")
    finally:
        collector.kill()
        collector.wait()


def figures(bench, port: int, row, head):
    """Counting the figures anew, counting them as events come, and what the overview costs when there are ten times as many."""
    database = bench.database
    events = int(database.ask("SELECT sum(position) FROM rollup_positions"))
    head("figures", "measured", "wanted")
    began = time.monotonic()
    run(["work", "--rebuild"], database.environment)
    took = time.monotonic() - began
    row(f"all figures counted anew, from {events:,} events", f"{took:.0f} s ({events / took:,.0f} events/s)", "≤ 120 s")
    row("… events of the largest centre come anew, with their positions", f"{as_they_come(database):,.0f} events/s", "≥ 5,000/s")
    growth(bench, row)


def as_they_come(database: Database) -> float:
    """How many events a second a worker brings into order and counts. Those of the largest centre wait anew, all at once, with
    those that were written by this bench."""
    tenant = "(SELECT id FROM tenants WHERE slug = 'simulace-1')"
    rollups = database.ask("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'rollup\\_%'").split()
    of_tenant = "; ".join(f"DELETE FROM {table} WHERE tenant_id = {tenant}" for table in rollups)
    database.ask(
        f"BEGIN; INSERT INTO outbox (tenant_id, event_id) SELECT tenant_id, event_id FROM stream WHERE tenant_id = {tenant};"
        f"DELETE FROM stream WHERE tenant_id = {tenant}; {of_tenant}; COMMIT"
    )
    database.ask("VACUUM ANALYZE stream")
    waiting = int(database.ask(f"SELECT count(*) FROM outbox WHERE tenant_id = {tenant}"))
    worker = subprocess.Popen([CENTRUM, "work"], env=surroundings(database.environment))
    began = time.monotonic()
    try:
        # It may come further: the worker itself reminds of terms, which are events too.
        while int(database.ask(f"SELECT coalesce(max(position), 0) FROM rollup_positions WHERE tenant_id = {tenant}")) < waiting:
            if worker.poll() is not None or time.monotonic() - began > 600:
                raise SystemExit("the worker didn't get through")
            time.sleep(0.1)
        return waiting / (time.monotonic() - began)
    finally:
        worker.send_signal(2)
        worker.wait(30)


def growth(bench, row):
    """The overview of the nation beside one with a tenth of the events: as many centres, the same month."""
    small = Database(bench.database.server, f"{bench.database.name}_tenth")
    try:
        requests, activities = TENTH
        tenants = bench.database.ask("SELECT count(*) - 1 FROM tenants")
        run(["simulate", "--tenants", tenants, "--requests", requests, "--activities", activities], small.environment)
        # The same seed: its centres have the same ids.
        recorded, ratios = bench.recorded["O"], []
        for _ in range(3):
            few = load.statements(small.url, recorded.path, recorded.variables, 1, 3)
            many = load.statements(bench.database.url, recorded.path, recorded.variables, 1, 3)
            ratios.append(many.p50_ms / few.p50_ms)
        row("overview's statements with ten times the events", f"{statistics.median(ratios):.2f} × ({few.p50_ms:.1f} → {many.p50_ms:.1f} ms)", "≤ 1.2 ×")
    finally:
        small.drop()
