"""Millions of names: memory, start and compile, with as much memory as there is, and in the little of a small box."""
import pathlib
import shutil
import statistics

import cgroup
import data as names
import ours
import settings
from loader import Loader, Upstream
from table import Bar

SMALL_MIB = 256
STARTS = 5


def _appliance(programs, data, folder, tell, what: str, profile="standard", prefix=None, joined=lambda server: None) -> tuple[list[str], dict]:
    """Import, restart, serve, import again; what each step cost."""
    shutil.rmtree(folder, ignore_errors=True)
    upstream = Upstream(programs, folder.parent)
    server = ours.Schoolgate(programs, folder, upstream.port, profile, prefix=prefix)
    lines, figures = [], {}
    try:
        tell(f"{what}: importing {data.count:,} names")
        server.start(None)
        joined(server)
        before = server.cpu_seconds()
        server.import_list(data.listed)
        figures["compile"] = server.cpu_seconds() - before
        lines.append(f"import and compile from text: {figures['compile']:.1f} s of CPU, peak RSS {server.memory_mib('VmHWM'):.0f} MiB")
        server.stop()
        starts = []
        for _ in range(STARTS):
            starts.append(server.start(data.some(data.blocked, 1)[0]))
            joined(server)
            if len(starts) < STARTS:
                server.stop()
        figures["start"], figures["rss"] = statistics.median(starts), server.memory_mib()
        lines.append(f"start to first filtered answer: {figures['start']:.2f} s (worst {max(starts):.2f}); RSS after the start {figures['rss']:.0f} MiB")
        server.check(data.some(data.blocked, 100), data.some(data.visited, 100))
        loader = Loader(programs, data)
        loader.prime(server)
        load = loader.run(server, "mixed", "--rate", settings.RATE, seconds=5)
        figures["rss"] = max(figures["rss"], server.memory_mib())
        lines.append(f"serving {load['rate']:,.0f} a second, mixed: p99 {load['p99_us']:.0f} us, lost {load['lost']}; RSS {server.memory_mib():.0f} MiB")
        tell(f"{what}: importing again")
        server.forget_peak()
        server.import_list(data.listed)
        figures["rebuild"] = server.memory_mib("VmHWM")
        lines.append(f"peak RSS of a rebuild, the same list once more: {figures['rebuild']:.0f} MiB")
    finally:
        server.stop()
        upstream.stop()
    return lines, figures


def memory(programs, data: names.Data, folder: pathlib.Path, tell) -> tuple[str, list[Bar]]:
    lines, figures = _appliance(programs, data, folder / "memory", tell, "memory")
    return "\n".join(lines), [Bar(f"RSS, {data.count:,} names", figures["rss"], 96, unit=" MiB"),
                              Bar("RSS during a rebuild", figures["rebuild"], 160, unit=" MiB"),
                              Bar("start to first filtered answer", figures["start"], 0.3, unit=" s"),
                              Bar("compile from text, CPU", figures["compile"], 20, unit=" s")]


def small(programs, data: names.Data, folder: pathlib.Path, tell) -> tuple[str, list[Bar]]:
    """The same in the small profile where the process, its page cache included, may hold no more than SMALL_MIB."""
    limit = cgroup.make(SMALL_MIB)
    if limit is None:
        return f"not run: no memory cgroup can be made here; memory's own peak says what a box of {SMALL_MIB} MiB would see", []
    with limit:
        lines, figures = _appliance(programs, data, folder / "small", tell, "small", profile="small", prefix=limit.prefix)
        lines.append(f"{limit.what}: {limit.report()}")
    return "\n".join(lines), [Bar(f"within {SMALL_MIB} MiB: start to first filtered answer", figures["start"], 0.3, unit=" s")]
