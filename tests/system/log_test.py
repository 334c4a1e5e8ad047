"""Exports of the change-control log prove themselves: any edit is found, and the first bad entry is named."""
import itertools
import pathlib
import random
import re

import lab

NUMBERS = itertools.count()
FLIPS = 150  # random single-byte edits for each format, beside the edges of the file


def verify(a: lab.Appliance, path: pathlib.Path, *more: str) -> str:
    return a.cli("log", "verify", str(path), *more, check=False)


def make_history(a: lab.Appliance) -> None:
    for number in itertools.islice(NUMBERS, 12):
        a.console("POST", "/rules", {"action": "block", "name": f"n{number}.example", "groups": [], "reason": f"=cmd('{number}')"})


def is_entry(line: bytes) -> bool:
    """A row of the log, in either format: a serial number, then a moment."""
    return bool(re.match(rb'(\d+|\{"serial":\d+),("time":")?\d{4}-', line))


def every_edit_of_an_export_is_found():
    with lab.laboratory() as a:
        make_history(a)
        for form in ("csv", "jsonl"):
            path, edited = a.folder / f"log.{form}", a.folder / f"edited.{form}"
            a.cli("log", "export", "--format", form, "--out", str(path))
            assert verify(a, path).startswith("0\n"), verify(a, path)
            whole = path.read_bytes()
            source = random.Random(7)
            places = {0, 1, len(whole) - 1, len(whole) - 2} | {source.randrange(len(whole)) for _ in range(FLIPS)}
            for place in sorted(places):
                edited.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << source.randrange(8))]) + whole[place + 1:])
                assert not verify(a, edited).startswith("0\n"), f"{form}: a flipped byte at {place} is not found"
            lines = whole.splitlines(keepends=True)
            entries = [i for i, line in enumerate(lines) if is_entry(line)]
            assert len(entries) >= 12, (form, lines[:3])
            serial = len(entries)

            edited.write_bytes(b"".join(lines[:entries[-1]] + lines[entries[-1] + 1:]))
            told = verify(a, edited)
            assert told.startswith("1\n") and f"entry {serial}" in told, told
            swapped = list(lines)
            swapped[entries[4]], swapped[entries[5]] = swapped[entries[5]], swapped[entries[4]]
            edited.write_bytes(b"".join(swapped))
            told = verify(a, edited)  # the fifth and the sixth entry changed places
            assert told.startswith("1\n") and "entry 5" in told, told
            middle = bytearray(lines[entries[6]])
            middle[len(middle) // 2] ^= 1
            edited.write_bytes(b"".join(lines[:entries[6]] + [bytes(middle)] + lines[entries[6] + 1:]))
            told = verify(a, edited)
            assert told.startswith("1\n") and "entry 7" in told, told


def a_later_export_extends_an_earlier_one():
    with lab.laboratory() as a:
        make_history(a)
        first, second = a.folder / "first.jsonl", a.folder / "second.csv"
        a.cli("log", "export", "--format", "jsonl", "--out", str(first))
        make_history(a)
        a.cli("log", "export", "--format", "csv", "--out", str(second))
        told = verify(a, second, "--previous", str(first))
        assert told.startswith("0\n") and "extends" in told, told
        assert verify(a, first, "--previous", str(second)).startswith("1\n")
    with lab.laboratory() as other:
        make_history(other)
        stranger = other.folder / "stranger.jsonl"
        other.cli("log", "export", "--format", "jsonl", "--out", str(stranger))
        with lab.laboratory() as a:
            make_history(a)
            mine = a.folder / "mine.jsonl"
            a.cli("log", "export", "--format", "jsonl", "--out", str(mine))
            assert verify(a, mine, "--previous", str(stranger)).startswith("1\n")


if __name__ == "__main__":
    lab.main([every_edit_of_an_export_is_found, a_later_export_extends_an_earlier_one])
