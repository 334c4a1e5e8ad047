"""The comparison: in each round every server is started, checked, measured under each traffic, weighed and stopped.

A round goes through all of them before the next begins, each time in another order, so that whatever else the machine
does meets all of them alike.
"""
import pathlib

import data as names
import ours
import peers
import settings
from loader import TRAFFIC, Loader, Upstream

LEAKED = 0.01  # of the questions for cached names may go upstream; more, and it is not a cache that is measured


def servers(programs: settings.Programs, data: names.Data, folder: pathlib.Path, upstream: int) -> list:
    made = []
    for build in peers.PEERS:
        own = folder / build.__name__
        own.mkdir(parents=True, exist_ok=True)
        made.append(build(own, data, upstream))
    return [ours.with_list(programs, folder / "schoolgate", upstream, data.listed), *made, peers.echo(programs, folder / "echo")]


def measure(server, loader: Loader, upstream: Upstream, data: names.Data) -> dict:
    """One server, once."""
    is_echo = server.name == "echo"
    result = {"start": server.start(data.some(data.blocked, 1)[0])}
    try:
        if not is_echo:
            server.check(data.some(data.blocked, 40), data.some(data.visited, 40))
            loader.prime(server)
        for traffic in TRAFFIC:
            before = upstream.questions()
            load = loader.run(server, traffic, "--window", settings.WINDOW)
            asked = upstream.questions() - before
            if traffic == "cached" and not is_echo and asked > LEAKED * load["received"]:
                raise RuntimeError(f"{server.name} asked its upstream {asked} times for what should be cached")
            paced = loader.run(server, traffic, "--rate", settings.RATE)
            share = lost_share(paced)
            result[traffic] = {"rate": load["rate"], "cpu": load["cpu_us"], "loss": lost_share(load), "paced_loss": share,
                               **{key: paced[key] for key in ("p50_us", "p99_us", "p999_us")}, "rss": server.memory_mib()}
    finally:
        server.stop()
    return result


def lost_share(load: dict) -> float:
    return load["lost"] / max(1, load["lost"] + load["received"])


def compare(programs: settings.Programs, data: names.Data, folder: pathlib.Path, tell) -> dict[str, list[dict]]:
    """For each server a result a round."""
    upstream = Upstream(programs, folder)
    try:
        loader = Loader(programs, data)
        tell(f"preparing: {data.count} listed names")
        all_servers = servers(programs, data, folder, upstream.port)
        results: dict[str, list[dict]] = {server.name: [] for server in all_servers}
        for number in range(settings.ROUNDS):
            turn = number % len(all_servers)
            for server in all_servers[turn:] + all_servers[:turn]:
                tell(f"round {number + 1} of {settings.ROUNDS}: {server.name}")
                results[server.name].append(measure(server, loader, upstream, data))
        return results
    finally:
        upstream.stop()
