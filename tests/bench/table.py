"""From results to what is printed: medians of the rounds, and the bars as ratios."""
import dataclasses
import statistics

from loader import TRAFFIC

COLUMNS = ("traffic", "server", "rate/s", "CPU us", "to echo", "p50 us", "p99 us", "p99.9 us", "loss %", "RSS MiB", "start s")


@dataclasses.dataclass
class Bar:
    what: str
    value: float
    goal: float
    at_most: bool = True
    unit: str = ""

    def holds(self) -> bool:
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def cells(self) -> list[str]:
        return [self.what, f"{self.value:.3g}{self.unit}", f"{'<=' if self.at_most else '>='} {self.goal:g}{self.unit}", "holds" if self.holds() else "MISSED"]


def lay_out(rows: list[list[str]], left: int = 2) -> str:
    """Rows of words as aligned lines; the first `left` columns are words, the others figures."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(w) if i < left else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))).rstrip() for row in rows)


def median(results: list[dict], traffic: str, key: str) -> float:
    return statistics.median(result[traffic][key] for result in results)


def ratio(above: list[dict], below: list[dict], traffic: str, key: str) -> float:
    """The median of the rounds' own ratios: what slowed a whole round down does not count."""
    return statistics.median(a[traffic][key] / b[traffic][key] for a, b in zip(above, below))


def comparison(results: dict[str, list[dict]]) -> str:
    rows = [list(COLUMNS)]
    for traffic in TRAFFIC:
        for name, rounds in results.items():
            get = lambda key: median(rounds, traffic, key)  # noqa: E731, B023: used at once
            loss = max(r[traffic][key] for r in rounds for key in ("loss", "paced_loss"))
            rows.append([traffic, name, f"{get('rate'):,.0f}", f"{get('cpu'):.2f}", f"{ratio(rounds, results['echo'], traffic, 'cpu'):.2f}",
                         *(f"{get(key):.0f}" for key in ("p50_us", "p99_us", "p999_us")), f"{100 * loss:.2f}", f"{get('rss'):.0f}",
                         f"{statistics.median(r['start'] for r in rounds):.2f}"])
    return lay_out(rows)


def comparison_bars(results: dict[str, list[dict]]) -> list[Bar]:
    us, echo = results["schoolgate"], results["echo"]
    peers = {name: rounds for name, rounds in results.items() if name not in ("schoolgate", "echo")}
    bars = [Bar(f"{traffic}: CPU a query to the echo's", ratio(us, echo, traffic, "cpu"), 1.25) for traffic in ("blocked", "cached")]
    for traffic, goal in (("blocked", 1.8), ("cached", 1.35)):
        best = max(peers, key=lambda name: median(peers[name], traffic, "rate"))
        bars.append(Bar(f"{traffic}: rate to the best peer's ({best})", ratio(us, peers[best], traffic, "rate"), goal, at_most=False))
    best = min(peers, key=lambda name: median(peers[name], "mixed", "cpu"))
    bars.append(Bar(f"mixed: CPU a query to the best peer's ({best})", ratio(us, peers[best], "mixed", "cpu"), 0.7))
    return bars


def bars(all_bars: list[Bar]) -> str:
    return lay_out([["bar", "reached", "goal", ""], *(bar.cells() for bar in all_bars)], left=1)
