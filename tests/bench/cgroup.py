"""A limit on the memory of a process and of the page cache that it fills: cgroup v2, else v1; needs root."""
import contextlib
import os
import pathlib

NAME = f"schoolgate-bench-{os.getpid()}"


class Limit:
    """Commands that begin with `prefix` run inside."""

    def __init__(self, folder: pathlib.Path, what: str, limit_file: str, peak_file: str, mib: int):
        self.folder, self.what, self.peak_file = folder, f"{what}, limit {mib} MiB", peak_file
        self.folder.mkdir()
        try:
            (self.folder / limit_file).write_text(str(mib << 20))
        except OSError:
            self.folder.rmdir()
            raise
        for swap in ("memory.swap.max",):
            with contextlib.suppress(OSError):
                (self.folder / swap).write_text("0")
        self.prefix = ["sh", "-c", f'echo $$ > {self.folder}/cgroup.procs && exec "$@"', "sh"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def report(self) -> str:
        lines = []
        with contextlib.suppress(OSError):
            lines.append(f"most used, page cache included, {int((self.folder / self.peak_file).read_text()) >> 20} MiB")
        for file in ("memory.events", "memory.oom_control"):
            with contextlib.suppress(OSError):
                events = dict(line.split() for line in (self.folder / file).read_text().splitlines())
                lines.append(f"killed for want of memory {events.get('oom_kill', '?')} times")
        return ", ".join(lines)


def make(mib: int) -> Limit | None:
    root = pathlib.Path("/sys/fs/cgroup")
    for folder, what, limit_file, peak_file in (
            (root / NAME, "cgroup v2", "memory.max", "memory.peak"),
            (root / "memory" / NAME, "cgroup v1", "memory.limit_in_bytes", "memory.max_usage_in_bytes")):
        controllers = root / "cgroup.controllers" if what == "cgroup v2" else root / "memory" / "memory.limit_in_bytes"
        if not controllers.exists() or not os.access(folder.parent, os.W_OK):
            continue
        with contextlib.suppress(OSError):
            return Limit(folder, what, limit_file, peak_file, mib)
    return None
