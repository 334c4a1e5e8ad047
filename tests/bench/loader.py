"""Runs the load generator, and the upstream that all servers ask."""
import json
import pathlib
import subprocess

import data as names
import settings
from server import PRIORITY, Server, dns, free_port, pinned

TRAFFIC = ("blocked", "cached", "mixed")


class Loader:
    def __init__(self, programs: settings.Programs, data: names.Data):
        self.programs, self.data = programs, data

    def sources(self, traffic: str) -> list[str]:
        if traffic == "blocked":
            return ["--names", str(self.data.blocked)]
        if traffic == "cached":
            return ["--names", str(self.data.visited)]
        if traffic == "filtered":  # no misses: what must not suffer from anything else that goes on
            return ["--names", f"{self.data.visited}=70", "--names", f"{self.data.blocked}=30"]
        return ["--names", f"{self.data.visited}=70", "--names", f"{self.data.blocked}=20", "--fresh", f"{self.data.visited}=10"]

    def begin(self, server: Server, sources: list[str], *options) -> subprocess.Popen:
        words = [self.programs.load, "--to", f"127.0.0.1:{server.port}", "--server", server.process.pid, *sources, *options]
        return subprocess.Popen(pinned([settings.LOAD_CORE], words), stdout=subprocess.PIPE, text=True)

    def run(self, server: Server, traffic: str, *options, seconds: float = settings.SECONDS) -> dict:
        return finish(self.begin(server, self.sources(traffic), "--seconds", seconds, *options))

    def prime(self, server: Server) -> None:
        """Asks every visited name, and once more what was lost."""
        for _ in range(2):
            finish(self.begin(server, self.sources("cached"), "--once", "--window", 64, "--seconds", 60))


def finish(load: subprocess.Popen, stop: bool = False) -> dict:
    if stop:
        load.terminate()
    output, _ = load.communicate(timeout=settings.IMPORT_DEADLINE)
    if load.returncode != 0:
        raise RuntimeError(f"the load generator failed: {load.args}")
    return json.loads(output)


class Upstream:
    def __init__(self, programs: settings.Programs, folder: pathlib.Path, delay_ms: int = 100):
        self.port = free_port()
        self.server = Server("upstream", folder / "upstream", self.port, [programs.upstream, self.port, delay_ms], cores=(settings.LOAD_CORE,), priority=2 * PRIORITY)
        self.server.start(None)

    def questions(self) -> int:
        """How many it has been asked."""
        first, second, third, fourth = (int(part) for part in dns.ask(self.port, "count.upstream.test").addresses[0].split("."))
        return (first << 24) + (second << 16) + (third << 8) + fourth

    def stop(self) -> None:
        self.server.stop()
