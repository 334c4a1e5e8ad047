"""Lists through the real binary: every line accounted for, bounded memory, and all of it loaded again at the next start.

SCHOOLGATE_TEST_NAMES sets the size of the generated list (300,000; the design's number is 3,000,000).
SCHOOLGATE_TEST_LISTS names a folder of real lists, which is then imported whole.
"""
import gzip
import json
import lzma
import os
import pathlib
import random
import time

import lab

NAMES = int(os.environ.get("SCHOOLGATE_TEST_NAMES", "300000"))
REAL = os.environ.get("SCHOOLGATE_TEST_LISTS")
# Whatever the list's size: sorting spills, and the trie costs about ten octets a name while it is built beside the old one.
PEAK_KIB = (160 << 10) + NAMES // 25


def peak_kib(a: lab.Appliance) -> int:
    text = pathlib.Path(f"/proc/{a.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmHWM")))


def adds_up(row: dict) -> None:
    totals = row["totals"]
    parts = [totals[key] for key in ("accepted", "duplicate", "covered", "rejected", "comments")]
    assert sum(parts) == totals["lines"], row
    assert sum(f["count"] for f in row["findings"] if not f["warning"]) == totals["rejected"], row


def every_line_of_a_folder_of_lists_is_accounted_for():
    with lab.laboratory() as a:
        root = a.folder / "lists"
        (root / "gambling").mkdir(parents=True)
        (root / "ut1" / "drogue").mkdir(parents=True)
        (root / "gambling" / "hosts.txt.gz").write_bytes(gzip.compress(
            b"# a header\n127.0.0.1 localhost\n0.0.0.0 bet.example\n0.0.0.0 bet.example\n0.0.0.0 www.bet.example # covered\n0.0.0.0 192.0.2.1\n"))
        (root / "gambling" / "rules.txt.xz").write_bytes(lzma.compress(
            b"! Title: rules\n||poker.example^\n||dice.example^$third-party\n@@||free.dice.example^\nexample.org##.ad\n"))
        (root / "ut1" / "drogue" / "domains").write_bytes(b"pills.example\n203.0.113.9\n")
        (root / "ut1" / "drogue" / "urls").write_bytes(b"news.example/pills\n")
        reply = json.loads(a.cli("lists", "import", str(root), "--json"))
        rows = {row["id"]: row for row in reply["lists"]}
        assert len(rows) == 3, rows.keys()
        for row in rows.values():
            adds_up(row)
        hosts = next(row for row in rows.values() if row["format"] == "hosts")
        assert hosts["compression"] == "gzip" and hosts["totals"] | {"names": 0} == {
            "lines": 6, "accepted": 1, "duplicate": 1, "covered": 1, "rejected": 1, "comments": 2, "names": 0}, hosts
        assert {row["category"] for row in rows.values()} == {"gambling", "drugs"}, rows
        for name in ("bet.example", "www.bet.example", "poker.example", "pills.example"):
            assert a.ask(name).addresses == ["0.0.0.0"], name
        assert a.ask("dice.example").addresses != ["0.0.0.0"]
        told = a.cli("lists", "import", str(root / "gambling" / "hosts.txt.gz"), "--category", "gambling", "--name", "Betting")
        assert "6 lines: 1 accepted, 1 duplicate, 1 covered by a parent, 1 rejected, 2 comments" in told and "line 6" in told, told
        assert "nearest" in a.cli("lists", "import", str(root), "--category", "gamblin", check=False) or \
               "gambling" in a.cli("lists", "import", str(root), "--category", "gamblin", check=False)


def a_large_list_compiles_in_bounded_memory_and_is_loaded_at_the_next_start():
    source = random.Random(1)
    with lab.laboratory() as a:
        path = a.folder / "large.txt"
        with path.open("w") as out:
            for number in range(NAMES):
                out.write(f"{source.randrange(1 << 40):x}-{number}.{'com net org de info'.split()[number % 5]}\n")
        listed = path.open().readline().strip()
        started = time.monotonic()
        reply = json.loads(a.cli("lists", "import", str(path), "--category", "malware", "--json"))
        adds_up(reply["lists"][0])
        assert reply["lists"][0]["totals"]["accepted"] == NAMES
        print(f"{NAMES} names: in force after {time.monotonic() - started:.1f} s, peak RSS {peak_kib(a) >> 10} MiB, now {a.memory_kib() >> 10} MiB")
        assert peak_kib(a) < PEAK_KIB, peak_kib(a)
        assert a.ask(listed).addresses == ["0.0.0.0"]
        a.stop()
        a.start(wait=False)
        first = a.wait_until_answering()
        assert a.ask(listed).addresses == ["0.0.0.0"] and a.ask("www.example.org").addresses == ["192.0.2.80"]
        status = lab.wait_for("the console answers", lambda: a.console("GET", "/status"))
        assert status["lists"]["names"] == NAMES, status
        print(f"after a restart: first answer {first:.2f} s after the start, RSS {a.memory_kib() >> 10} MiB")


def every_real_list_imports_and_adds_up():
    with lab.laboratory() as a:
        started = time.monotonic()
        reply = json.loads(a.cli("lists", "import", REAL, "--json"))
        for row in reply["lists"]:
            adds_up(row)
        lines, names = (sum(row["totals"][key] for row in reply["lists"]) for key in ("lines", "names"))
        status = a.console("GET", "/status")
        print(f"{len(reply['lists'])} lists, {lines} lines, {names} entries, {status['lists']['names']} names in force, "
              f"{time.monotonic() - started:.0f} s, peak RSS {peak_kib(a) >> 10} MiB, now {a.memory_kib() >> 10} MiB")
        a.kill()
        a.start()
        assert a.console("GET", "/status")["lists"]["names"] == status["lists"]["names"]


if __name__ == "__main__":
    lab.main([every_line_of_a_folder_of_lists_is_accounted_for,
              a_large_list_compiles_in_bounded_memory_and_is_loaded_at_the_next_start] + ([every_real_list_imports_and_adds_up] if REAL else []))
