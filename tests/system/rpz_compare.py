"""The same response policy zone in this appliance, in BIND and in PowerDNS Recursor: the same questions, the replies compared.

usage: tests/system/rpz_compare.py SCHOOLGATE        SCHOOLGATE_RPZ_QUERIES sets how many questions (100,000), _SEED which

A zone of some thousand triggers is made (every action, exact and wildcard, one below the other, in mixed case, local
data of several types), and questions for names at, below, above and beside the triggers, and for aliases that lead to
them. All three resolvers have the same NSD behind them. Compared: whether there is a reply, rcode, TC, and the answer
section without its TTLs. A difference that EXPLAINED does not fit fails the test.
"""
import collections
import dataclasses
import functools
import os
import pathlib
import random
import select
import shutil
import socket
import struct
import subprocess
import sys
import time

import dns
import lab
from ports import free_port

KINDS = ["A", "AAAA", "TXT", "MX", "HTTPS"]
TRIGGERS = 4000
WINDOW = 128  # questions on their way to each server: below what any of them lets one client have waiting

# --- the zones ------------------------------------------------------------------------------------------------------

@dataclasses.dataclass
class Zone:
    """The policy: trigger -> lines of record data, as in "CNAME ."."""
    rules: dict[str, list[str]]
    aliases: dict[str, str]  # in the world outside: name -> the name that it leads to

    def rule_of(self, name: str) -> tuple[str, list[str]] | None:
        """The trigger that is meant for a name, and its records: the name's own, else the nearest wildcard's."""
        if name in self.rules:
            return name, self.rules[name]
        parent = name
        while "." in parent:
            parent = parent.split(".", 1)[1]
            if "*." + parent in self.rules:
                return "*." + parent, self.rules["*." + parent]
        return None

    def rule_by_closest_encloser(self, name: str) -> tuple[str, list[str]] | None:
        """The same, as RFC 4592 has it: the wildcard directly below the nearest name that exists, or none."""
        if name in self.rules:
            return name, self.rules[name]
        while name and name not in self.existing:
            name = name.partition(".")[2]
            if name in self.existing:
                wildcard = "*." + name
                return (wildcard, self.rules[wildcard]) if wildcard in self.rules else None
        return None

    @functools.cached_property
    def existing(self) -> set[str]:
        """Triggers, and all names above them."""
        names = set()
        for name in self.rules:
            while name:
                names.add(name)
                name = name.partition(".")[2]
        return names


def make_zone(seed: int) -> Zone:
    dice = random.Random(seed)
    labels = [f"n{i}" for i in range(40)] + ["www", "cdn", "a-b", "_srv", "x" * 40]
    owners: list[str] = []
    while len(owners) < TRIGGERS:
        # Half of them stand below another, so that wildcards and names nest.
        base = dice.choice(owners) if owners and dice.random() < 0.5 else f"d{dice.randrange(TRIGGERS)}.example"
        name = f"{dice.choice(labels)}.{base}" if dice.random() < 0.7 else base
        if name.count(".") < 8:
            owners.append(name)
    actions = ["CNAME ."] * 8 + ["CNAME *."] * 4 + ["CNAME rpz-passthru."] * 4 + ["CNAME rpz-drop."] + ["CNAME rpz-tcp-only."] * 2
    address = lambda: f"A 203.0.113.{dice.randrange(1, 255)}"
    address6 = lambda: f"AAAA 2001:db8:77::{dice.randrange(1, 65535):x}"
    data = [lambda: [address()], lambda: sorted({address(), address(), address()}), lambda: [address6()],
            lambda: [address(), address6(), 'TXT "blocked; ask \\"IT\\"" "two"'], lambda: ['TXT "only text"'],
            lambda: ["MX 10 mail.garden.example.", "MX 20 mail2.garden.example."], lambda: [address(), "HTTPS 1 ."],
            lambda: ["CNAME garden.example."], lambda: ["CNAME nowhere.void.example."], lambda: ["CNAME chain.garden.example."],
            lambda: ["CNAME *.wild.garden.example."], lambda: ["SRV 1 2 443 www.garden.example.", address()]]
    rules = {}
    for owner in dict.fromkeys(owners):
        if dice.random() < 0.7:
            rules[owner] = [dice.choice(actions)] if dice.random() < 0.65 else dice.choice(data)()
        if dice.random() < 0.5:
            rules["*." + owner] = [dice.choice(actions)] if dice.random() < 0.65 else dice.choice(data)()
        if dice.random() < 0.02:
            rules[owner] = [f"CNAME {owner}."]  # how passthru was written before BIND 9.9
    exact = [owner for owner in rules if not owner.startswith("*")]
    aliases = {f"to{i}.alias.example": dice.choice(exact) for i in range(300)}
    aliases |= {f"over{i}.alias.example": f"to{i}.alias.example" for i in range(0, 300, 10)}
    return Zone(rules, aliases)


def mixed_case(dice: random.Random, name: str) -> str:
    return "".join(c.upper() if dice.random() < 0.3 else c for c in name)


def zone_file(zone: Zone, seed: int) -> str:
    dice = random.Random(seed)
    lines = ["$TTL 60", "@ IN SOA localhost. root.localhost. 1 3600 600 86400 60", "@ IN NS localhost."]
    for owner, records in zone.rules.items():
        # BIND compares the old form's target with the asked name, octet for octet apart from case.
        lines += [f"{mixed_case(dice, owner)} IN {record}" for record in records]
    return "\n".join(lines) + "\n"


def world(zone: Zone) -> dict[str, str]:
    """What NSD serves: everything exists, but for what is below void.example."""
    wildcard = "IN A 192.0.2.80\n{0} IN AAAA 2001:db8::80\n{0} IN TXT \"the world outside\"\n{0} IN MX 5 mail"
    text = "*" + " " + wildcard.format("*") + "\n"
    # A name that exists stops the wildcard (RFC 4592): what lies above a trigger in the world outside is left to it.
    text += "garden IN A 192.0.2.90\ngarden IN MX 5 mail.garden\ngarden IN AAAA 2001:db8::90\n"
    text += "mail.garden IN A 192.0.2.91\nchain.garden IN CNAME www.garden\nwww.garden IN A 192.0.2.92\n*.wild.garden IN A 192.0.2.93\n"
    text += "".join(f"{name.removesuffix('.example')} IN CNAME {target}.\n" for name, target in zone.aliases.items())
    return {"example": text, "void.example": ""}


def questions(zone: Zone, count: int, seed: int) -> list[tuple[str, str]]:
    dice = random.Random(seed)
    triggers, aliases = list(zone.rules), list(zone.aliases)
    found = []
    for _ in range(count):
        trigger = dice.choice(triggers)
        bare = trigger.removeprefix("*.")
        where = dice.random()
        if where < 0.4:
            name = bare
        elif where < 0.7:
            name = ".".join([f"q{dice.randrange(9)}"] * dice.randrange(1, 4) + [bare])
        elif where < 0.8:
            name = bare.split(".", 1)[1] if bare.count(".") > 1 else bare
        elif where < 0.9:
            name = f"beside{dice.randrange(99)}." + bare.split(".", 1)[1]
        elif where < 0.97:
            name = dice.choice(aliases)
        else:
            name = f"q{dice.randrange(99)}.void.example"
        found.append((mixed_case(dice, name), dice.choice(KINDS)))
    return found


# --- the servers ----------------------------------------------------------------------------------------------------

class Server:
    def __init__(self, name: str, command: list[str], folder: pathlib.Path, port: int):
        self.name, self.port, self.log = name, port, folder / "log"
        self.process = subprocess.Popen(command, cwd=folder, stdout=self.log.open("w"), stderr=subprocess.STDOUT)
        try:
            lab.wait_for(f"{name} answers", self.answers)
        except AssertionError:
            self.stop()
            raise AssertionError(f"{name} does not answer: {self.log.read_text()[-3000:]}") from None

    def answers(self) -> bool:
        assert self.process.poll() is None, "it ended"
        return dns.ask(self.port, "garden.example", timeout=0.5).rcode == "NOERROR"

    def stop(self):
        self.process.terminate()
        self.process.wait(lab.DEADLINE)


def program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin")


def start_bind(folder: pathlib.Path, policy: pathlib.Path, upstream: int) -> Server:
    folder.mkdir()
    port = free_port()
    (folder / "named.conf").write_text(
        f'options {{ directory "{folder}"; pid-file none; session-keyfile none; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};\n'
        f' recursion yes; allow-query {{ any; }}; dnssec-validation no; empty-zones-enable no; forward only; forwarders {{ 127.0.0.1 port {upstream}; }};\n'
        ' minimal-responses yes; qname-minimization off; response-policy { zone "rpz.local"; } qname-wait-recurse no break-dnssec yes; };\n'
        f'controls {{}};\nzone "rpz.local" {{ type primary; file "{policy}"; allow-query {{ none; }}; check-names ignore; }};\n')
    return Server("BIND", [program("named"), "-g", "-c", str(folder / "named.conf")], folder, port)


def start_powerdns(folder: pathlib.Path, policy: pathlib.Path, upstream: int) -> Server:
    folder.mkdir()
    port = free_port()
    (folder / "rpz.lua").write_text(f'rpzFile("{policy}", {{policyName="rpz.local"}})\n')
    (folder / "recursor.conf").write_text(
        f"local-address=127.0.0.1\nlocal-port={port}\ndaemon=no\nsocket-dir={folder}\nsecurity-poll-suffix=\ndnssec=off\n"
        f"forward-zones=example=127.0.0.1:{upstream}\nforward-zones-recurse=.=127.0.0.1:{upstream}\nlua-config-file={folder}/rpz.lua\nallow-from=127.0.0.0/8\nquiet=yes\n"
        "dont-query=\nloglevel=4\nthreads=1\nqname-minimization=no\nnothing-below-nxdomain=no\nroot-nx-trust=no\n")
    return Server("PowerDNS", [program("pdns_recursor"), f"--config-dir={folder}"], folder, port)


# --- asking and comparing -------------------------------------------------------------------------------------------

Heard = collections.namedtuple("Heard", "rcode truncated answers")  # answers: sorted (owner, type, data); None: silence
SILENCE = Heard("silence", False, ())


def heard(packet: bytes) -> Heard:
    reply = dns.parse(packet)
    return Heard(reply.rcode, reply.truncated, tuple(sorted((o.lower(), k, d.lower()) for o, k, _, d in reply.answers)))


SENTINEL = ("garden.example", "A")  # no rule is about it
SENTINEL_ID = 0xFFFF


def ask_all(port: int, asked: list[tuple[str, str]], quiet: float) -> list[Heard]:
    """Over UDP, a window at a time. Behind each window comes a question that is always answered: what has no reply when
    that one had, and nothing more came for `quiet` seconds, is silence. So a server that the machine keeps waiting is
    waited for."""
    replies = [SILENCE] * len(asked)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.connect(("127.0.0.1", port))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        for begin in range(0, len(asked), WINDOW):
            left = {number % SENTINEL_ID: number for number in range(begin, min(begin + WINDOW, len(asked)))}
            for ident, number in left.items():
                s.send(dns.question(*asked[number], ident=ident))
            s.send(dns.question(*SENTINEL, ident=SENTINEL_ID))
            alive, end = False, time.monotonic() + lab.DEADLINE
            while left:
                if not select.select([s], [], [], quiet if alive else 2)[0]:
                    if alive:
                        break
                    assert time.monotonic() < end, "the server does not answer any more"
                    s.send(dns.question(*SENTINEL, ident=SENTINEL_ID))
                    continue
                packet = s.recv(65535)
                ident = struct.unpack_from("!H", packet)[0]
                alive = alive or ident == SENTINEL_ID
                if (number := left.pop(ident, None)) is not None:
                    replies[number] = heard(packet)
    return replies


def ask_server(port: int, asked: list[tuple[str, str]]) -> list[Heard]:
    replies = ask_all(port, asked, 0.05)
    # Silence may be chance, on a busy machine: those are asked again, with patience.
    silent = [number for number, reply in enumerate(replies) if reply == SILENCE]
    again = ask_all(port, [asked[number] for number in silent], 1)
    for number, reply in zip(silent, again):
        replies[number] = reply
    return replies


def action_of(rule: tuple[str, list[str]] | None) -> str:
    if rule is None:
        return "no rule"
    words = {"CNAME .": "nxdomain", "CNAME *.": "nodata", "CNAME rpz-passthru.": "passthru", "CNAME rpz-drop.": "drop",
             "CNAME rpz-tcp-only.": "tcp-only"}
    record = rule[1][0]
    if record in words:
        return words[record]
    if record == f"CNAME {rule[0]}.":
        return "old passthru"
    return "wildcard alias" if record.startswith("CNAME *.") else "alias" if record.startswith("CNAME ") else "data"


@dataclasses.dataclass
class Pair:
    """One question, with what the zone says of the name that decides: the asked one, or the one its aliases lead to."""
    zone: Zone
    name: str
    kind: str
    ours: Heard
    theirs: Heard

    @property
    def decides(self) -> str:
        name = self.name.lower()
        while name in self.zone.aliases:
            name = self.zone.aliases[name]
        return name

    @property
    def rule(self):
        return self.zone.rule_of(self.decides)

    def __str__(self) -> str:
        about = ("leads to " if self.name.lower() in self.zone.aliases else "") + action_of(self.rule)
        return f"{about}: ours {self.told(self.ours)}, theirs {self.told(self.theirs)}"

    @staticmethod
    def told(what: Heard) -> str:
        if what == SILENCE:
            return "silence"
        return f"{what.rcode}{' TC' if what.truncated else ''} with{'' if what.answers else 'out'} answers"


def wildcard_is_stopped(pair: Pair) -> bool:
    """The rule that a look-up as in any zone finds (RFC 4592) is another one."""
    return pair.zone.rule_by_closest_encloser(pair.decides) != pair.rule


def way_is_left_out(pair: Pair) -> bool:
    """The same but for the aliases that led to the stopped name."""
    way, name = [], pair.name.lower()
    while name in pair.zone.aliases:
        way.append((name + ".", "CNAME", pair.zone.aliases[name] + "."))
        name = pair.zone.aliases[name]
    rest = tuple(answer for answer in pair.ours.answers if answer not in way)
    return bool(way) and pair.ours._replace(answers=rest) == pair.theirs


def is_old_passthru(pair: Pair) -> bool:
    return action_of(pair.rule) == "old passthru" and pair.theirs.rcode == "SERVFAIL"


# What may differ in which server, and why. The first that fits a difference explains it.
EXPLAINED = {
    "BIND": [
        (wildcard_is_stopped, "a name in the zone, or one that has some below it, stops the wildcards above it, as in any "
                              "zone (RFC 4592); here, and in PowerDNS, the nearest wildcard above a name is its rule"),
    ],
    "PowerDNS": [
        (is_old_passthru, "a CNAME to the trigger itself is followed until it fails; here, and in BIND, it is a passthru"),
        (way_is_left_out, "the aliases that led to a stopped name are not in the reply; here, and in BIND, they are"),
    ],
}


def explain(server: str, pair: Pair) -> str | None:
    return next((why for fits, why in EXPLAINED[server] if fits(pair)), None)


def report(server: str, pairs: list[Pair]) -> bool:
    """Prints the table of differences by kind; true when every one is explained."""
    found = collections.defaultdict(list)
    for pair in pairs:
        if pair.ours != pair.theirs:
            found[explain(server, pair), str(pair)].append(pair)
    different = sum(map(len, found.values()))
    print(f"{server}: {len(pairs)} questions, {len(pairs) - different} the same, {different} different")
    for why in sorted({why for why, _ in found}, key=str):
        print(f"  {why or 'NOT EXPLAINED'}:")
        for (because, what), examples in sorted(found.items(), key=lambda row: -len(row[1])):
            if because != why:
                continue
            print(f"    {len(examples):6}  {what}")
            for pair in examples[:3] if why is None else []:
                print(f"            {pair.name} {pair.kind} {pair.rule}\n              ours   {pair.ours}\n              theirs {pair.theirs}")
    return not any(why is None for why, _ in found)


def run(count: int, seed: int) -> None:
    missing = [name for name in ("named", "pdns_recursor") if not program(name)]
    if len(missing) == 2:
        print("skipped: neither named (bind9) nor pdns_recursor (pdns-recursor) is installed")
        return
    zone = make_zone(seed)
    asked = questions(zone, count, seed)
    with lab.laboratory(world(zone)) as appliance:
        servers = []
        try:
            policy = appliance.folder / "rpz.local.rpz"
            policy.write_text(zone_file(zone, seed))
            policy.chmod(0o644)
            told = appliance.cli("lists", "import", str(policy), "--category", "malware", "--format", "rpz")
            upstream = upstream_port(appliance)
            for name, start in (("named", start_bind), ("pdns_recursor", start_powerdns)):
                if name in missing:
                    print(f"skipped: {name} is not installed")
                else:
                    servers.append(start(appliance.folder / name, policy, upstream))
            began = time.monotonic()
            ours = ask_server(appliance.dns_port, asked)
            print(told.strip().splitlines()[-1] if told.strip() else "")
            print(f"{len(zone.rules)} triggers; rcodes of ours: {dict(collections.Counter(reply.rcode for reply in ours))}")
            good = True
            for server in servers:
                theirs = ask_server(server.port, asked)
                pairs = [Pair(zone, *question, *replies) for question, *replies in zip(asked, ours, theirs)]
                good = report(server.name, pairs) and good
            print(f"{time.monotonic() - began:.1f} s")
            assert good, "a kind of difference is not explained"
        finally:
            for server in servers:
                server.stop()


def upstream_port(appliance: lab.Appliance) -> int:
    line = next(line for line in appliance.config.read_text().splitlines() if line.startswith("servers"))
    return int(line.rsplit(":", 1)[1].split('"')[0])


if __name__ == "__main__":
    run(int(os.environ.get("SCHOOLGATE_RPZ_QUERIES", "100000")), int(os.environ.get("SCHOOLGATE_RPZ_SEED", "1")))
