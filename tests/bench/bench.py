#!/usr/bin/env python3
"""Measures Schoolgate, its peers and the bare echo in one run; README.md tells the method and what a run can be told.

usage: bench.py BUILD_FOLDER [peers|misses|rebuild|change|memory|small ...]     without a part: all of them
"""
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time

import settings

import data
import live
import memory
import rounds
import server
import table

PARTS = {"misses": live.misses, "rebuild": live.rebuild, "change": live.change, "memory": memory.memory, "small": memory.small}
COMPARED = ("misses", "change")  # these have the comparison's list; the others the long one
SIDE_BY_SIDE = ("peers", "misses")  # nothing in these depends on the priorities that the server gives its own threads


def tell(what: str) -> None:
    print(f"  [{time.strftime('%H:%M:%S')}] {what}", flush=True)


def run_peers(programs, build: pathlib.Path, folder: pathlib.Path) -> list[table.Bar]:
    results = rounds.compare(programs, data.Data(programs, build / "bench", settings.NAMES), folder, tell)
    (build / "bench" / "peers.json").write_text(json.dumps(results, indent=1))
    print(f"\n{settings.NAMES:,} names listed, {settings.VISITED:,} visited; medians of {settings.ROUNDS} rounds; rate and CPU with {settings.WINDOW} queries always "
          f"on their way,\nlatency at {settings.RATE:,} a second; every server on one core, the load and the upstream on another\n\n{table.comparison(results)}\n", flush=True)
    return table.comparison_bars(results)


def main(words: list[str]) -> int:
    if not words:
        print(__doc__)
        return 2
    build = pathlib.Path(words[0]).resolve()
    wanted = words[1:] or settings.ONLY.split(",") if words[1:] or settings.ONLY else ["peers", *PARTS]
    if unknown := [word for word in wanted if word != "peers" and word not in PARTS]:
        print(f"no such part: {', '.join(unknown)}; there are peers, {', '.join(PARTS)}")
        return 2
    if settings.SERVER_CORE == settings.LOAD_CORE:
        print("two cores are needed: one for the server, one for the load")
        return 2
    programs = settings.Programs(build)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="schoolgate-bench-"))
    bars = []
    try:
        server.realtime = settings.REALTIME
        if "peers" in wanted:
            bars += run_peers(programs, build, folder)
        for part in (p for p in PARTS if p in wanted):
            server.realtime = settings.REALTIME and part in SIDE_BY_SIDE
            listed = data.Data(programs, build / "bench", settings.NAMES if part in COMPARED else settings.MANY)
            text, more = PARTS[part](programs, listed, folder, tell)
            print(f"\n== {part}\n{text}\n", flush=True)
            bars += more
        if bars:
            print(table.bars(bars))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every server that was started is stopped
    sys.exit(main(sys.argv[1:]))
