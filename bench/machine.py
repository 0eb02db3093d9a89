"""Processes of this machine as they are measured: their time on the processors and their memory, from /proc."""

import os
import platform
import re
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name, in brackets, may have spaces.
    return text[text.rindex(")") + 2 :].split()


def cpu_seconds(pid: int) -> float:
    """Of one process, all of its threads."""
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) / TICKS if stat else 0.0


def _children(pid: int) -> list[int]:
    processes = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [each for each in processes if (stat := _stat(each)) and int(stat[1]) == pid]


def cpu_of_postgres(postmaster: int) -> float:
    """Of the postmaster, its processes, and those of them that have ended."""
    while True:
        ended = _cpu_of_ended(postmaster)
        running = cpu_seconds(postmaster) + sum(cpu_seconds(each) for each in _children(postmaster))
        # Whoever ends meanwhile would be counted with neither.
        if _cpu_of_ended(postmaster) == ended:
            return ended + running


def _cpu_of_ended(parent: int) -> float:
    stat = _stat(parent)
    return (int(stat[13]) + int(stat[14])) / TICKS if stat else 0.0


@contextmanager
def database_apart(postmaster: int):
    """The database on one processor, this program and what it starts meanwhile on the others: as where each has a machine."""
    everywhere = os.sched_getaffinity(0)
    first, *others = sorted(everywhere)
    if not others:
        raise SystemExit("there is one processor only: nothing can be apart")
    _put(postmaster, {first})
    os.sched_setaffinity(0, set(others))
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)
        _put(postmaster, everywhere)


def _put(postmaster: int, processors: set[int]):
    # The postmaster first: whom it starts from then on is where it is.
    for each in (postmaster, *_children(postmaster)):
        # It may have ended.
        with suppress(ProcessLookupError):
            os.sched_setaffinity(each, processors)


def rss_mb(pid: int, part: str = "VmRSS") -> float:
    """What a process has in memory now, in MB (of 1,000,000 bytes): all of it, or of files alone (`RssFile`). Of those the system
    maps more than is used, and how much more depends on how they lie in its cache."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{part}:\s+(\d+) kB", text).group(1)) * 1024 / 1e6


def load() -> str:
    """The load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def description(postgres: str) -> str:
    """A line about this machine, for the head of a table."""
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()
    return ", ".join(
        [
            f"{os.cpu_count()} cores ({model.group(1) if model else platform.machine()})",
            f"{memory:.0f} GiB",
            system.group(1) if system else platform.system(),
            f"PostgreSQL {postgres}",
            f"Rust {rust[1] if len(rust) > 1 else '?'}",
            "optimised build",
        ]
    )
