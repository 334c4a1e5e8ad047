#!/usr/bin/env python3
"""Draws what bench_micro measured as it grows: tests/bench/growth.py RESULTS.json... PICTURE.svg

RESULTS.json come from `bench_micro --benchmark_format=json`. Standard library only."""
import json
import math
import sys
from html import escape

WIDTH, HEIGHT, COLUMNS = 460, 300, 3
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 44, 48
COLOURS = ["#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#b58840"]  # apart in lightness too, for print and colour blindness

NAMES = "listed names"
# title, unit, x axis, [(label, benchmark, field, scale)]
PANELS = [
    ("A lookup", "ns", NAMES, [
        ("listed", "lookup/listed", "cpu_time", 1), ("below a listed name", "lookup/below_listed", "cpu_time", 1),
        ("near miss", "lookup/near_miss", "cpu_time", 1), ("unlisted", "lookup/unlisted", "cpu_time", 1),
        ("all four mixed", "lookup/mixed", "cpu_time", 1)]),
    ("Memory of the trie", "octets a name", NAMES, [("all of it", "lookup/mixed", "octets_a_name", 1)]),
    ("Taking in the stored trie at start", "ns a name", NAMES, [("check of every octet", "from_bytes", "a_name", 1000)]),
    ("Compiling sorted lists", "\u00b5s a name", NAMES, [("CPU", "compile_entries", "a_name", 1)]),
    ("Memory while compiling", "octets a name", NAMES, [("most, above before", "compile_entries", "peak_a_name", 1)]),
    ("Deciding, by rules", "ns", "rules", [("decide()", "decide_by_rules", "cpu_time", 1)]),
    ("Deciding, by temporary unblocks", "ns", "temporary unblocks",
     [("decide()", "decide_by_unblocks", "cpu_time", 1)]),
    ("Deciding, by groups (1,000 rules)", "ns", "groups", [("decide()", "decide_by_groups", "cpu_time", 1)]),
    ("Who asks, by named clients", "ns", "clients", [("identify()", "identify_by_clients", "cpu_time", 1)]),
]


def read(paths):
    """{benchmark: [(size, row)]}, ascending; the median where a benchmark was repeated."""
    rows = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            rows += json.load(file)["benchmarks"]
    found = {}
    for row in rows:
        name, _, size = row["run_name"].rpartition("/")
        if not size.isdigit():
            continue
        x = int(size)
        to_us = {"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6}[row["time_unit"]]
        row["a_name"] = row["cpu_time"] * to_us / x
        if row.get("peak"):  # the smallest sizes fit in memory that is there already
            row["peak_a_name"] = row["peak"] / x
        found.setdefault(name, {}).setdefault(x, []).append(row)
    return {name: [(x, sorted(r, key=lambda row: row["cpu_time"])[len(r) // 2]) for x, r in sorted(sizes.items())]
            for name, sizes in found.items()}


def short(number):
    for unit, text in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit:
            return f"{number / unit:g}{text}"
    return f"{number:g}"


def nice_top(value):
    """The next round number above, so that the axis has five steps."""
    step = 10 ** math.floor(math.log10(value / 5)) if value > 0 else 1
    for factor in (1, 2, 2.5, 5, 10):
        if step * factor * 5 >= value:
            return step * factor * 5
    return value


def text(x, y, words, size=11, anchor="middle", colour="#0b0c0c", turn=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{turn}>'
            f"{escape(words)}</text>")


def panel(title, unit, axis, series, found):
    curves = []
    for label, name, field, scale in series:
        points = [(x, row[field] * scale) for x, row in found.get(name, []) if field in row]
        if points:
            curves.append((label, points))
    out = [text(LEFT, 22, title, 14, "start")]
    if not curves:
        return out + [text(WIDTH / 2, HEIGHT / 2, "not measured")]
    xs = sorted({x for _, points in curves for x, _ in points})
    # The smallest sizes may stand far above the rest (fixed parts shared by few names): the axis follows the rest.
    ys = sorted(y for _, points in curves for x, y in points if "octets a name" not in unit or x >= 100_000)
    top = nice_top(max(ys) * 1.02)
    low, high = math.log10(xs[0]), math.log10(xs[-1])

    def at_x(x):
        return LEFT + (math.log10(x) - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)

    def at_y(y):
        return HEIGHT - BOTTOM - min(y / top, 1.0) * (HEIGHT - TOP - BOTTOM)

    for step in range(6):
        y = top * step / 5
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at_y(y):.1f}" y2="{at_y(y):.1f}" stroke="#d8dbdd"/>')
        out.append(text(LEFT - 6, at_y(y) + 4, short(y), anchor="end"))
    last = -math.inf
    for x in xs:
        if at_x(x) - last > 20:
            out.append(text(at_x(x), HEIGHT - BOTTOM + 16, short(x)))
            last = at_x(x)
    middle = (TOP + HEIGHT - BOTTOM) / 2
    out.append(text(16, middle, unit, turn=f' transform="rotate(-90 16 {middle:.1f})"'))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 34, axis + " (log)"))
    for number, (label, points) in enumerate(curves):
        colour = COLOURS[number % len(COLOURS)]
        shown = [(at_x(x), at_y(y), y) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in shown)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y, value in shown:
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            if value > top:
                out.append(text(x + 6, y + 14, f"{short(round(value))} \u2191", anchor="start", colour=colour))
        if len(curves) > 1:
            out.append(text(LEFT + 8, TOP + 12 + 14 * number, label, anchor="start", colour=colour))
    return out


def main(results, picture):
    found = read(results)
    rows = -(-len(PANELS) // COLUMNS)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * COLUMNS} {HEIGHT * rows}" '
           f'width="{WIDTH * COLUMNS}" height="{HEIGHT * rows}" font-family="sans-serif" role="img">',
           "<title>How cost grows with names, rules, temporary unblocks, groups and clients</title>",
           '<rect width="100%" height="100%" fill="#ffffff"/>']
    for number, (title, unit, axis, series) in enumerate(PANELS):
        x, y = number % COLUMNS * WIDTH, number // COLUMNS * HEIGHT
        out.append(f'<g transform="translate({x} {y})">')
        out += panel(title, unit, axis, series, found)
        out.append("</g>")
    out.append("</svg>")
    with open(picture, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: tests/bench/growth.py RESULTS.json... PICTURE.svg")
    main(sys.argv[1:-1], sys.argv[-1])
