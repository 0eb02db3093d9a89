"""The two loads that stand beside each other: wrk asks the server, pgbench sends its statements."""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from operations import OPENED

HERE = Path(__file__).parent
THREADS = 2


@dataclass
class Measured:
    """What a load came to."""

    per_second: float
    p50_ms: float
    p95_ms: float
    failed: int
    done: int


def ask(port: int, token: str, bodies: list[str], connections: int, seconds: int) -> Measured:
    """Asks the server by so many connections, each going round its own part of the bodies, where there are so many; or each
    round all of them, where one speaks of what an answer before it told."""
    is_told = any(OPENED in body for body in bodies)
    threads = connections if is_told or len(bodies) >= connections else min(connections, THREADS)
    with tempfile.NamedTemporaryFile("w", suffix=".bodies") as file:
        file.write("".join(body + "\n" for body in bodies))
        file.flush()
        command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s"]
        command += ["-s", str(HERE / "wrk.lua"), f"http://127.0.0.1:{port}", "--", file.name, str(connections), token]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = re.search(r"^measured: (.*)$", said, re.M)
    if line is None:
        raise SystemExit(f"wrk said nothing of what it measured:\n{said}")
    found = json.loads(line.group(1))
    return Measured(found["done"] / found["seconds"], found["p50"], found["p95"], found["failed"], found["done"])


def body(document: str, variables: dict | None = None) -> str:
    """A request's body, in one line."""
    return json.dumps({"query": " ".join(document.split()), "variables": variables or {}}, ensure_ascii=False)


def statements(url: str, script: Path, variables: dict, clients: int, seconds: int, per_run: int = 1) -> Measured:
    """Sends a script's statements, each transaction as one pipeline, prepared, by so many connections."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pgbench", "--no-vacuum", "--protocol=prepared", "--file", str(script), "--client", str(clients)]
        command += ["--jobs", str(min(clients, THREADS)), "--time", str(seconds), "--log"]
        command += ["--log-prefix", f"{folder}/log", "-D", "started=0"]
        for name, value in variables.items():
            command += ["-D", f"{name}={value}"]
        answer = subprocess.run([*command, url], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
        if answer.returncode != 0:
            raise SystemExit(f"pgbench ended with {answer.returncode}: {answer.stderr}")
        runs = re.search(r"tps = ([0-9.]+) \(without initial", answer.stdout)
        times = sorted(
            int(line.split()[2]) / 1000 / per_run for log in Path(folder).iterdir() for line in log.open()
        )
    at = lambda share: times[min(int(len(times) * share), len(times) - 1)]  # noqa: E731
    return Measured(float(runs.group(1)) * per_run, at(0.5), at(0.95), 0, len(times) * per_run)
