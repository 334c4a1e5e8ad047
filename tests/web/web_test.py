#!/usr/bin/env python3
"""The pages in Debian's Chromium, against the real binary, a real upstream and real DNS, with a realistic school's data.

usage: web_test.py BINARY [test ...]
       web_test.py BINARY --screenshots FOLDER [page ...]    every page at 1280 and 390 pixels, with three million listed names
       web_test.py BINARY --measure                          how soon the main pages are there, on a processor slowed down

SCHOOLGATE_TEST_NAMES=0 leaves the three million out. With WEB_PAGES=FOLDER in the environment, the pages are those that `npm run build` wrote there, not those of the binary.
"""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "system"), str(HERE)]
import lab  # noqa: E402: it takes the binary from the first argument
import big_lists  # noqa: E402
import school  # noqa: E402

DRIVER = "drive.mjs"
SCRIPTS = {"--screenshots": "screenshots.mjs", "--measure": "measure.mjs"}

ZONES = {"example.org": "www IN A 192.0.2.80\n* IN A 192.0.2.99",
         **{f"{name}.example": "@ IN A 192.0.2.66\n* IN A 192.0.2.66"
            for name in ("casino", "roulette", "poker", "video", "whisky", "forum", "wallet", "shop", "friends")}}


def lists(a: lab.Appliance) -> None:
    for category, names in {"gambling": ["casino.example", "roulette.example", "poker.example"], "streaming": ["video.example"],
                            "alcohol-tobacco": ["whisky.example"], "social": ["friends.example", "forum.example"]}.items():
        a.cli("lists", "import", str(lab.write_list(a, f"{category}.txt", names)), "--category", category, "--name", category.capitalize())


def main(words: list[str]) -> int:
    with lab.laboratory(ZONES) as a:
        lists(a)
        first = (a.store / "first-password").read_text().strip()
        school.build(a.console)
        school.choose_passwords(a)
        environment = {**os.environ, "BASE": f"https://127.0.0.1:{a.admin_port}", "DNS_PORT": str(a.dns_port), "WEB_USER": "a.shah",
                       "WEB_PASSWORD": school.PASSWORD, "FIRST_PASSWORD": first, "NODE_TLS_REJECT_UNAUTHORIZED": "0"}
        script = SCRIPTS.get(words[0] if words else "", DRIVER)
        if script != DRIVER:
            words = words[1:]
            big_lists.take_in(a, int(os.environ.get("SCHOOLGATE_TEST_NAMES", big_lists.USUAL)))
        return subprocess.run(["node", "--no-warnings", str(HERE / script), *words], env=environment, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
