"""A school day for the pictures: questions from the devices' own addresses, hour by hour, and what comes of them. The appliance
lives through it with a clock that is set back (libfaketime) and let go on. The devices' addresses are local ones in a
network namespace of this run."""
import http.client
import os
import pathlib
import random
import re
import socket
import subprocess
import sys
import urllib.parse

import dns
import lab
import school

FAKETIME = next((str(path) for path in pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), "")
DEVICES = "10.20.0.0/16"
HOURS = [60, 180, 260, 300, 190, 340, 280, 350, 210]  # questions; breaks and lunch are quiet
OPEN = ["www.example.org", "mail.example.org", "maps.example.org", "shop.example", "wallet.example", "library.example.org"]
BLOCKED = {"forum.example": 6, "friends.example": 5, "video.example": 4, "poker.example": 2, "bingo.example": 1, "spins.example": 1, "whisky.example": 1}
ONE_BLOCKED_IN = 6


def in_a_network_of_its_own() -> None:
    """Starts this program anew in a network namespace in which every device's address is this machine's."""
    if os.environ.get("SCHOOL_NETWORK") == "own":
        for command in (["ip", "link", "set", "lo", "up"], ["ip", "route", "add", "local", DEVICES, "dev", "lo"]):
            subprocess.run(command, check=True)
        return
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    os.environ["SCHOOL_NETWORK"] = "own"
    os.execvp("unshare", ["unshare", *user, "--net", sys.executable, *sys.argv])


def hours_ago(hours: int) -> dict[str, str]:
    """The environment of an appliance whose clock is behind. Its deadlines are by the steady clock, which is not touched."""
    return {"LD_PRELOAD": FAKETIME, "FAKETIME": f"-{hours}h", "DONT_FAKE_MONOTONIC": "1"}


def ask_from(address: str, port: int, name: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(lab.DEADLINE)
        s.bind((address, 0))
        s.connect(("127.0.0.1", port))
        s.send(dns.question(name))
        s.recv(4096)


def an_hour(appliance: lab.Appliance, questions: int, chance: random.Random) -> None:
    for _ in range(questions):
        blocked = chance.randrange(ONE_BLOCKED_IN) == 0
        name = chance.choices(list(BLOCKED), list(BLOCKED.values()))[0] if blocked else chance.choice(OPEN)
        ask_from(f"10.20.0.{chance.randrange(1, 121)}", appliance.dns_port, name)


def report(address: str, port: int, name: str, kind: str, text: str) -> None:
    """What a pupil sends from the block page."""
    def ask(method: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=lab.DEADLINE, source_address=(address, 0))
        try:
            headers = {"Host": name, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
            connection.request(method, path, body, headers)
            return connection.getresponse().read().decode()
        finally:
            connection.close()
    token = re.search(r'name="token" value="([0-9a-f]+)"', ask("GET", "/")).group(1)
    thanks = ask("POST", "/.well-known/schoolgate/report", urllib.parse.urlencode({"kind": kind, "text": text, "token": token}))
    assert "Thank you" in thanks, thanks


def live_through(appliance: lab.Appliance, block_page: int) -> None:
    """From the state of the morning to now; the appliance is started anew each hour."""
    chance = random.Random(7)  # the same day each time
    for n, questions in enumerate(HOURS):
        appliance.stop()
        behind = len(HOURS) - 1 - n
        appliance.start(**(hours_ago(behind) if behind else {}))
        an_hour(appliance, questions, chance)
    report("10.20.0.8", block_page, "forum.example", "needed", "Year 8 English: what people say of the book")
    report("10.20.0.31", block_page, "friends.example", "wrong", "")
    manager = "b.cole"
    appliance.sign_in(manager, school.PASSWORD)
    appliance.api("POST", "/emergency-blocks", {"names": ["free-vouchers.example"], "reviewer": "s.lead", "reason": "A fraud goes round in Year 9"})
    appliance.api("POST", "/unblocks", {"names": ["spins.example"], "topic": "Probability", "groups": ["year-10"], "until": school.utc(hours=2),
                                        "reason": "The lesson has begun, and the lead is on a trip"})
    appliance.session = None
