"""Measured of roll-outs on the reference nation: the plan, the way there and back, and what ordinary requests feel of it."""

import json
import statistics
import subprocess
import time

import load
from house import CENTRUM, Server, surroundings
from house import run as run_program
from operations import OPERATIONS
from rooms import named, p95

# So many tenants have values of their own, by which a plan has conflicts.
DIFFERING = 100
# How often something is asked of which p95 is told.
ASKED = 200

DRIFT = """query($after: String) { drift(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor }
  nodes { tenant { id slug } versionId overrides failing wave state openConflicts } } }"""
PLAN = """mutation($input: PlanRolloutInput!) { planRollout(input: $input) {
  rollout { id version plan { tenants changes withConflicts hash } } userErrors { code path } } }"""
START = """mutation($id: ID!, $hash: String!) { startRollout(input: { rolloutId: $id, planHash: $hash, expectedVersion: 1 }) {
  rollout { state } userErrors { code } } }"""
BACK = """mutation($id: ID!, $version: Int!) { rollBackRollout(input: { rolloutId: $id, reason: "Měření", expectedVersion: $version }) {
  rollout { state } userErrors { code } } }"""
NOW = """query($id: ID!) { rollout(id: $id) { state version } }"""


def content(days: int) -> str:
    """What a version says: one value, which it locks."""
    narrows = {"least": None, "most": None, "words": None}
    settings = {"tokens.longest_days": {"value": days, "isLocked": True, "narrows": narrows}}
    return json.dumps({"settings": settings, "services": {}, "duties": {}, "indicators": {}, "onboardingSteps": {}})


def published(database, number: int, days: int) -> str:
    """A version as if somebody had published it; its id as clients see it."""
    uuid = f"00000000-0000-4000-8000-{number:012x}"
    database.ask(
        f"""INSERT INTO centre_model_versions (id, number, notes, content, sha256, authors, submitted_by, submitted_at, approved_by, published_at)
        VALUES ('{uuid}', {number}, '', '{content(days)}', decode(repeat('00', 32), 'hex'), ARRAY['{uuid}']::uuid[], '{uuid}', now(), nation_id(), now())"""
    )
    return named("model", uuid)


def measure(bench, port: int, row, head):
    """The table."""
    database = bench.database
    database.ask(
        f"""INSERT INTO tenant_settings (tenant_id, key, value, version) SELECT id, 'tokens.longest_days', '60', 1
        FROM tenants WHERE kind = 'ASSOCIATION' ORDER BY slug LIMIT {DIFFERING}"""
    )
    version = published(database, 1, 30)
    with Server(database, port) as server:
        ask = lambda who, document, variables=None: json.loads(  # noqa: E731
            server.ask(bench.tokens[who], load.body(document, variables))
        )["data"]
        head("roll-outs", "measured", "wanted")
        drift(ask, row, "nobody on a version")
        settings(bench, server, row)
        began = time.monotonic()
        everybody = [{"name": "Všichni", "percent": 100}]
        gates = {"conflictsPermille": 1000}
        planned = ask("coordinator", PLAN, {"input": {
            "name": "Měření", "toVersionId": version, "minimumSoakMinutes": 0, "waves": everybody, "gates": gates}})
        took = time.monotonic() - began
        rollout = planned["planRollout"]["rollout"]
        plan = rollout["plan"]
        row(f"plan for {plan['tenants']} tenants, {plan['withConflicts']} of them with conflicts", f"{took:.2f} s", "≤ 10 s")
        decide(database)
        run(bench, server, ask, rollout, row)


def decide(database):
    """Each conflict, as the coordinator would: the model's value counts, the own one is kept."""
    database.ask(
        """UPDATE rollout_tenants SET conflicts = 0, resolutions = jsonb_build_array(jsonb_build_object('subject', 'setting:tokens.longest_days',
        'resolution', 'TAKE_THEIRS', 'byTenant', false, 'reason', 'Měření', 'at', now())) WHERE conflicts > 0"""
    )


def drift(ask, row, when: str):
    """The list of who is where, a page of 100."""
    times = []
    for _ in range(ASKED):
        began = time.monotonic()
        ask("coordinator", DRIFT)
        times.append((time.monotonic() - began) * 1000)
    row(f"drift, 100 of all, {when}, one client", f"p50 {statistics.median(times):.1f} ms, p95 {p95(times):.1f} ms", "p95 ≤ 300 ms")


def settings(bench, server, row):
    """All settings of a tenant, which who edits them reads anew each time: what a request takes with them and without."""
    token = run_program(["token", "--persona", "admin"], bench.database.environment).strip()
    of = lambda document: load.ask(server.port, token, [load.body(document)], 1, 3).p50_ms  # noqa: E731
    rounds = [(of("{ settings { key value origin locked } }"), of("{ viewer { id } }")) for _ in range(3)]
    whole, bare = (statistics.median(each) for each in zip(*rounds))
    row("all settings of a tenant, read anew in one statement, one client", f"{whole:.2f} ms, of which {whole - bare:.2f} ms for them", "≤ 1 ms")


def run(bench, server, ask, rollout, row):
    """There and back, and what a list of 20 takes meanwhile."""
    ordinary = next(operation for operation in OPERATIONS if operation.letter == "S")
    before = [bench.of_server(server, ordinary, 1)[0].p95_ms for _ in range(3)]
    ask("coordinator", START, {"id": rollout["id"], "hash": rollout["plan"]["hash"]})
    there, meanwhile = until(bench, server, ask, rollout, ordinary, "DONE")
    row("700 tenants told and brought to the version, by one worker", f"{there:.1f} s", "≤ 60 s")
    rises = [during / statistics.median(before) - 1 for during in meanwhile]
    row("p95 of a list of 20 meanwhile, one client", f"{statistics.median(before):.2f} → {statistics.median(meanwhile):.2f} ms "
        f"({statistics.median(rises) * 100:+.0f} %)", "≤ +25 %")
    drift(ask, row, "all on a version")
    version = ask("coordinator", NOW, {"id": rollout["id"]})["rollout"]["version"]
    ask("coordinator", BACK, {"id": rollout["id"], "version": version})
    back, _ = until(bench, server, ask, rollout, ordinary, "ROLLED_BACK")
    row("the same brought back", f"{back:.1f} s", "≤ 60 s")
    same = bench.database.ask("SELECT count(*) FROM rollout_tenants WHERE before_sha256 = after_sha256 AND state = 'ROLLED_BACK'")
    row("… with all in force as before, by its hash", f"{same} of {rollout['plan']['tenants']}", "all")


def until(bench, server, ask, rollout, ordinary, state: str):
    """How long a worker takes, and the p95 of ordinary requests in each second of it."""
    worker = subprocess.Popen([CENTRUM, "work"], env=surroundings(bench.database.environment))
    began, seen = time.monotonic(), []
    try:
        while ask("coordinator", NOW, {"id": rollout["id"]})["rollout"]["state"] != state:
            if worker.poll() is not None or time.monotonic() - began > 600:
                raise SystemExit(f"the roll-out didn't come to {state}")
            measured = load.ask(server.port, bench.tokens[ordinary.who], bench.bodies(ordinary), 1, 1)
            if measured.failed:
                raise SystemExit(f"{measured.failed} ordinary requests failed")
            seen.append(measured.p95_ms)
        return time.monotonic() - began, seen
    finally:
        worker.send_signal(2)
        worker.wait(30)
