#!/usr/bin/env python3
"""The pages in Debian's Chromium, against the real binary, a real upstream and real DNS, with a realistic school's data.

usage: web_test.py BINARY [test ...]
       web_test.py BINARY --screenshots FOLDER [page ...]    every page at 1280 and 390 pixels, on a busy day, with three million listed names
       web_test.py BINARY --measure                          how soon the main pages are there, on a processor slowed down

SCHOOLGATE_TEST_NAMES=0 leaves the three million out. With WEB_PAGES=FOLDER in the environment, the pages are those that `npm run build` wrote there, not those of the binary.
"""
import contextlib
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "system"), str(HERE)]
import lab  # noqa: E402: it takes the binary from the first argument
import big_lists  # noqa: E402
import busy_day  # noqa: E402
import school  # noqa: E402
from ports import free_port  # noqa: E402

GAMBLING = ("casino", "roulette", "poker", "dice", "cards", "cards-cdn", "wheel", "lotto", "bingo", "raffle", "tombola", "spins", "jackpot")
DRIVER = "drive.mjs"
PICTURES = "--screenshots"
SCRIPTS = {PICTURES: "screenshots.mjs", "--measure": "measure.mjs"}

ZONES = {"example.org": "www IN A 192.0.2.80\n* IN A 192.0.2.99",
         **{f"{name}.example": "@ IN A 192.0.2.66\n* IN A 192.0.2.66"
            for name in (*GAMBLING, "video", "whisky", "forum", "wallet", "shop", "friends")}}


def lists(a: lab.Appliance) -> None:
    for category, names in {"gambling": [f"{name}.example" for name in GAMBLING], "streaming": ["video.example"],
                            "alcohol-tobacco": ["whisky.example"], "social": ["friends.example", "forum.example"]}.items():
        a.cli("lists", "import", str(lab.write_list(a, f"{category}.txt", names)), "--category", category, "--name", category.capitalize())
    a.console("POST", "/sealed-lists/iwf/import", {"path": str(lab.write_list(a, "sealed.txt", ["sealed.example"])), "reason": "A licence of the tests"})


def upstream_port(a: lab.Appliance) -> int:
    return int(a.config.read_text().split("[upstream]")[1].split(":")[1].split('"')[0])


@contextlib.contextmanager
def new_appliance(beside: lab.Appliance):
    """One on which nobody has an account, and whose configuration names an upstream server that is not there."""
    folder = beside.folder / "new"
    folder.mkdir()
    fresh = lab.Appliance(folder, lab.free_port())
    try:
        yield fresh.start()
    finally:
        fresh.kill()


def main(words: list[str]) -> int:
    script = SCRIPTS.get(words[0] if words else "", DRIVER)
    pictures = words[:1] == [PICTURES]
    if pictures:
        busy_day.in_a_network_of_its_own()
    block_page = free_port()
    with lab.laboratory(ZONES, extra=f'[block-page]\nlisten = ["127.0.0.1:{block_page}"]\n', start=False) as a, new_appliance(a) as fresh:
        a.start(**(busy_day.hours_ago(len(busy_day.HOURS)) if pictures else {}))
        if script != DRIVER:
            words = words[1:]
            big_lists.take_in(a, int(os.environ.get("SCHOOLGATE_TEST_NAMES", big_lists.USUAL)))
        lists(a)
        lists(fresh)
        first = a.first_password()
        school.build(a.console)
        school.choose_passwords(a)
        school.lessons(a)
        if pictures:
            busy_day.live_through(a, block_page)
        environment = {**os.environ, "BASE": f"https://127.0.0.1:{a.admin_port}", "DNS_PORT": str(a.dns_port), "WEB_USER": "a.shah",
                       "WEB_PASSWORD": school.PASSWORD, "FIRST_PASSWORD": first, "BLOCK_PAGE_PORT": str(block_page), "NODE_TLS_REJECT_UNAUTHORIZED": "0",
                       "FRESH_BASE": f"https://127.0.0.1:{fresh.admin_port}", "FRESH_DNS_PORT": str(fresh.dns_port),
                       "FRESH_CODE": json.loads(fresh.cli("setup-code", "--json"))["code"], "FRESH_UPSTREAM": str(upstream_port(a))}
        return subprocess.run(["node", "--no-warnings", str(HERE / script), *words], env=environment, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
