"""What changes must not cost: answers from the cache while misses are slow, while lists are rebuilt, and a change itself."""
import pathlib
import statistics
import time

import data as names
import ours
import settings
from loader import Loader, Upstream, finish
from server import is_blocked
from table import Bar, lay_out

MISSES = 5_000        # a second
QUIET_SECONDS = 10.0  # long enough that p99.9 is of hundreds of answers
MISS_SECONDS = 10.0
UNBLOCKS = 50
QUIET = "quiet"
CONTROL = "control: the misses go past the server, straight to the upstream"  # what the load itself does to its own core
PERCENTILES = ("p50_us", "p99_us", "p999_us", "max_us")


def percentile_rows(loads: dict[str, dict]) -> str:
    rows = [["", "rate/s", "p50 us", "p99 us", "p99.9 us", "max us", "lost"]]
    for what, load in loads.items():
        rows.append([what, f"{load['rate']:,.0f}", *(f"{load[key]:.0f}" for key in PERCENTILES), str(load["lost"])])
    return lay_out(rows, left=1)


def misses(programs: settings.Programs, data: names.Data, folder: pathlib.Path, tell) -> tuple[str, list[Bar]]:
    """p99 of cached answers at a fixed rate: alone, and while misses wait for an upstream that is slow, or silent."""
    upstream = Upstream(programs, folder, delay_ms=100)
    server = ours.Schoolgate(programs, folder / "misses", upstream.port)
    loader = Loader(programs, data)
    loads = {}
    try:
        server.start(None)
        loader.prime(server)
        for what, label, asked in ((QUIET, None, server), (CONTROL, "q", upstream.server), ("misses answered at once", "q", server),
                                   ("misses answered after 100 ms", "slow", server), ("misses never answered", "never", server)):
            tell(f"misses: {what}")
            other = label and loader.begin(asked, ["--fresh", str(data.visited)], "--fresh-label", label, "--rate", MISSES, "--seconds", MISS_SECONDS + 4)
            if label:
                time.sleep(2)  # until as many wait as ever will
            loads[what] = loader.run(server, "cached", "--rate", settings.RATE, seconds=MISS_SECONDS)
            if other:
                finish(other, stop=True)
    finally:
        server.stop()
        upstream.stop()
    text = f"cached answers, {settings.RATE:,} a second, beside {MISSES:,} misses a second\n" + percentile_rows(loads)
    for what in list(loads)[2:]:
        to = {other: loads[what]["p99_us"] / loads[other]["p99_us"] for other in (QUIET, CONTROL)}
        text += f"\np99, {what}: {to[QUIET]:.2f} of quiet, {to[CONTROL]:.2f} of the control"
    return text, []


def rebuild(programs: settings.Programs, data: names.Data, folder: pathlib.Path, tell) -> tuple[str, list[Bar]]:
    """p99 while a list of millions of names is imported and compiled; the server has one core for everything."""
    text, bars = "", []
    for cores in ((settings.SERVER_CORE,), (settings.SERVER_CORE, settings.LOAD_CORE)):
        where = "one core" if len(set(cores)) == 1 else "both cores, the load's too"
        upstream = Upstream(programs, folder)
        server = ours.Schoolgate(programs, folder / f"rebuild-{len(cores)}", upstream.port, cores=cores)
        loader = Loader(programs, data)
        try:
            server.start(None)
            tell(f"rebuild: first import, {where}")
            server.import_list(data.listed)
            loader.prime(server)
            tell(f"rebuild: quiet, {where}")
            loads = {"quiet": loader.run(server, "filtered", "--rate", settings.RATE, seconds=QUIET_SECONDS)}
            tell(f"rebuild: second import under load, {where}")
            server.forget_peak()
            load = loader.begin(server, loader.sources("filtered"), "--rate", settings.RATE, "--seconds", settings.IMPORT_DEADLINE)
            time.sleep(1)
            started, cpu = time.monotonic(), server.cpu_seconds()
            server.import_list(data.listed)
            seconds, cpu = time.monotonic() - started, server.cpu_seconds() - cpu
            loads["rebuild"] = finish(load, stop=True)
            peak = server.memory_mib("VmHWM")
        finally:
            server.stop()
            upstream.stop()
        cost = loads["rebuild"]["p99_us"] / loads["quiet"]["p99_us"]
        text += f"cached and blocked answers, {settings.RATE:,} a second, server on {where}; the list of {data.count:,} names once more took " \
                f"{seconds:.1f} s, peak RSS {peak:.0f} MiB\n{percentile_rows(loads)}\n"
        bars.append(Bar(f"rebuild of {data.count:,} names, {where}: p99 to quiet", cost, 1.5))
        bars.append(Bar(f"rebuild, {where}: peak RSS", peak, 160, unit=" MiB"))
    return text, bars


def change(programs: settings.Programs, data: names.Data, folder: pathlib.Path, tell) -> tuple[str, list[Bar]]:
    """An unblock is committed while the server is as busy as it can be: until when is the name still blocked?"""
    upstream = Upstream(programs, folder)
    server = ours.Schoolgate(programs, folder / "change", upstream.port)
    loader = Loader(programs, data)
    commits, after_acknowledgement, after_request, first_obeyed = [], [], [], 0
    try:
        server.start(None)
        server.import_list(data.listed)
        loader.prime(server)
        tell(f"change: {UNBLOCKS} unblocks under full load")
        load = loader.begin(server, loader.sources("filtered"), "--window", settings.WINDOW, "--seconds", settings.IMPORT_DEADLINE)
        time.sleep(1)
        for name in data.some(data.listed, UNBLOCKS):
            if not is_blocked(server.ask(name)):
                raise RuntimeError(f"{name} is listed and not blocked")
            sent = time.monotonic()
            server.unblock(name)
            acknowledged = time.monotonic()
            asked = 1
            while is_blocked(server.ask(name)):
                asked += 1
            answered = time.monotonic()
            commits.append(1e3 * (acknowledged - sent))
            after_acknowledgement.append(1e3 * (answered - acknowledged))
            after_request.append(1e3 * (answered - sent))
            first_obeyed += asked == 1
        busy = finish(load, stop=True)
    finally:
        server.stop()
        upstream.stop()
    rows = [["ms", "median", "worst"]]
    for what, times in (("request to acknowledgement", commits), ("acknowledgement to the obeying answer", after_acknowledgement), ("request to the obeying answer", after_request)):
        rows.append([what, f"{statistics.median(times):.1f}", f"{max(times):.1f}"])
    text = f"{UNBLOCKS} unblocks at {busy['rate']:,.0f} queries a second, server on one core; the first query after the acknowledgement obeyed {first_obeyed} times\n"
    return text + lay_out(rows, left=1), [Bar("a change at full load, worst, from acknowledgement to the obeying answer", max(after_acknowledgement), 50, unit=" ms"),
                                          Bar("the first query after the acknowledgement obeys, of all", first_obeyed / UNBLOCKS, 1, at_most=False)]
