"""The names of a run: made from a seed, or taken from a folder of real lists. Kept beside the build, made once."""
import gzip
import hashlib
import pathlib
import re
import subprocess

import settings

PLAIN = re.compile(r"^(?:0\.0\.0\.0\s+|127\.0\.0\.1\s+)?((?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+)$")
ASKED = 200_000      # of the listed names
SUBDOMAIN_EVERY = 4  # of the blocked questions one in four is for a host below the listed name


class Data:
    """listed: a name a line. blocked, visited: questions, the most popular first."""

    def __init__(self, programs: settings.Programs, folder: pathlib.Path, count: int):
        self.count = count
        kind = hashlib.sha256(settings.REAL_LISTS.encode()).hexdigest()[:8] if settings.REAL_LISTS else "made"
        self.folder = folder / f"names-{kind}-{count}"
        self.listed, self.blocked, self.visited = (self.folder / f"{n}.txt" for n in ("listed", "blocked", "visited"))
        if not (self.folder / "done").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make(programs)
            (self.folder / "done").touch()

    def _make(self, programs: settings.Programs) -> None:
        visited = _output(programs.names, "visited", settings.VISITED, 2).split()
        if settings.REAL_LISTS:
            names = _real(pathlib.Path(settings.REAL_LISTS), self.count)
            covered = set(names)
            visited = [v for v in visited if not any(parent in covered for parent in _with_parents(v))]
        else:
            names = _output(programs.names, "listed", self.count, 1).split()
        self.listed.write_text("\n".join(names) + "\n")
        # The generator's order is random already; a stride takes the questions from all over the list.
        asked = names[:: max(1, len(names) // ASKED)][:ASKED]
        self.blocked.write_text("".join(f"www.{n}\n" if i % SUBDOMAIN_EVERY == 1 else f"{n}\n" for i, n in enumerate(asked)))
        self.visited.write_text("\n".join(visited) + "\n")

    def some(self, path: pathlib.Path, count: int) -> list[str]:
        lines = path.read_text().split()
        return lines[:: max(1, len(lines) // count)][:count]


def _output(*command) -> str:
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def _with_parents(name: str) -> list[str]:
    labels = name.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def _real(folder: pathlib.Path, count: int) -> list[str]:
    """So many different names of the folder's plain and hosts lists, in an order that is random but always the same."""
    found: set[str] = set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "allow" not in str(p) and "queries" not in str(p)):
        opened = gzip.open(path, "rt", errors="replace") if path.suffix == ".gz" else path.open(errors="replace")
        with opened as lines:
            found.update(match[1] for line in lines if (match := PLAIN.match(line.strip().lower())) and not match[1].endswith(".uk"))
    ordered = sorted(found, key=lambda name: hashlib.md5(name.encode()).digest())  # noqa: S324: an order, not a secret
    if len(ordered) < count:
        raise SystemExit(f"{folder} has {len(ordered)} different names, {count} are wanted: set SCHOOLGATE_BENCH_NAMES and SCHOOLGATE_BENCH_MANY")
    return ordered[:count]
