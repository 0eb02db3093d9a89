"""The programs that are measured: a database on the PostgreSQL that was started for us, and Centrum on it."""

import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parent.parent
CENTRUM = str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "centrum")
# What is measured is how fast they answer, not how often somebody may ask; what decides it runs all the same.
LIMITS = {"CENTRUM_RATE_CLIENT": "100000/s:100000", "CENTRUM_RATE_ANONYMOUS": "100000/s:100000"}


class Database:
    """One database, with the addresses of its logins."""

    def __init__(self, admin: str, name: str):
        self.name = name
        self.admin = re.sub(r"/[^/]*$", f"/{name}", admin)
        self.server = admin
        said = run(["bootstrap", "--admin-url", admin, "--database", name], {})
        self.environment = dict(re.findall(r"^(CENTRUM_\w+)=(.*)$", said, re.M))
        self.environment["CENTRUM_ADMIN_URL"] = admin
        run(["migrate"], self.environment)

    @property
    def url(self) -> str:
        """As the program."""
        return self.environment["CENTRUM_DATABASE_URL"]

    def ask(self, sql: str) -> str:
        """What SQL answers the superuser."""
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, self.admin]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode != 0:
            raise SystemExit(f"{sql}: {answer.stderr}")
        return answer.stdout.strip()

    @property
    def postmaster(self) -> int:
        """The process of the server."""
        return int(self.ask("SELECT pg_read_file('postmaster.pid')").splitlines()[0])

    @property
    def socket(self) -> str:
        """Where the server listens."""
        folder = unquote(re.search(r"@([^:/]+)", self.server).group(1))
        return f"{folder}/.s.PGSQL.5432"

    def drop(self):
        """Gives its space back."""
        command = ["psql", "-X", "-q", "-c", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", self.server]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def run(arguments: list[str], environment: dict) -> str:
    """Runs centrum to its end, and answers what it said."""
    answer = subprocess.run([CENTRUM, *arguments], capture_output=True, text=True, env=surroundings(environment))
    if answer.returncode != 0:
        raise SystemExit(f"centrum {' '.join(arguments)}: {answer.stderr}")
    return answer.stdout


def surroundings(environment: dict) -> dict:
    """Nothing of who runs this but what programs need."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CENTRUM_", "OTEL_"))}
    return {**kept, "CENTRUM_LOG": "warn", **environment}


class Server:
    """`centrum serve` on a port of this machine, for as long as a `with` lasts."""

    def __init__(self, database: Database, port: int, **environment: str):
        self.port = port
        settings = {**database.environment, **LIMITS, "CENTRUM_HTTP_PORT": str(port), "CENTRUM_DATABASE_POOL_SIZE": "8"}
        self.environment = surroundings({**settings, **environment})

    def __enter__(self):
        self.process = subprocess.Popen([CENTRUM, "serve"], env=self.environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the server didn't start")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(2)
        self.process.wait(30)

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    def _is_ready(self) -> bool:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def ask(self, token: str, body: str) -> bytes:
        """One request."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/graphql", body.encode(), headers)
        answer = urllib.request.urlopen(request, timeout=30).read()
        # What is refused measures nothing.
        if b'"errors"' in answer or b'"userErrors":[{' in answer:
            raise SystemExit(f"refused: {answer.decode()}")
        return answer
