"""Zone transfers through the real binary, from a real NSD and a real named on loopback: AXFR, IXFR, TSIG, NOTIFY."""
import pathlib
import shutil
import signal
import subprocess

import dns
import lab
from ports import free_port

SECRET = "c2Nob29sZ2F0ZSB0cmFuc2ZlciB0ZXN0IGtleSAxMjM0NTY3OA=="
WRONG = "YW5vdGhlciBzZWNyZXQgdGhhbiB0aGUgcHJpbWFyeSBoYXMuLi4="


def key(name: str, secret: str, algorithm: str = "hmac-sha256") -> str:
    return f'key "{name}" {{ algorithm {algorithm}; secret "{secret}"; }};\n'


def zone_text(serial: int, records: list[str]) -> str:
    return f"$TTL 60\n@ IN SOA localhost. root.localhost. {serial} 600 60 86400 60\n@ IN NS localhost.\n" + "\n".join(records) + "\n"


class Primary:
    """A name server with the zone rpz.test."""

    def __init__(self, name: str, folder: pathlib.Path, command: list[str]):
        self.name, self.folder = name, folder
        self.process = subprocess.Popen(command, cwd=folder, stdout=(folder / "log").open("w"), stderr=subprocess.STDOUT)
        lab.wait_for(f"{name} answers", lambda: dns.ask(self.port, "rpz.test", "SOA", timeout=0.5).rcode == "NOERROR")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(lab.DEADLINE)


class Nsd(Primary):
    def __init__(self, folder: pathlib.Path, records: list[str], signed: bool):
        folder.mkdir()
        self.port = free_port()
        (folder / "rpz.test.zone").write_text(zone_text(1, records))
        (folder / "nsd.conf").write_text(
            f'server:\n ip-address: 127.0.0.1@{self.port}\n zonesdir: "{folder}"\n username: ""\n pidfile: ""\n database: ""\n'
            f' xfrdfile: "{folder}/xfrd"\n zonelistfile: "{folder}/zones.list"\n server-count: 1\nremote-control:\n control-enable: no\n'
            f'key:\n name: "transfer"\n algorithm: hmac-sha512\n secret: "{SECRET}"\n'
            f'key:\n name: "wrong"\n algorithm: hmac-sha256\n secret: "{SECRET}"\n'
            f'zone:\n name: "rpz.test"\n zonefile: "rpz.test.zone"\n provide-xfr: 127.0.0.1 {"transfer" if signed else "NOKEY"}\n')
        super().__init__("NSD", folder, [shutil.which("nsd") or "/usr/sbin/nsd", "-d", "-c", str(folder / "nsd.conf")])


class Named(Primary):
    def __init__(self, folder: pathlib.Path, records: list[str], notify: int):
        folder.mkdir()
        self.port = free_port()
        self.zone = folder / "rpz.test.zone"
        self.zone.write_text(zone_text(1, records))
        (folder / "named.conf").write_text(
            key("transfer", SECRET) +
            f'options {{ directory "{folder}"; pid-file none; session-keyfile none; listen-on port {self.port} {{ 127.0.0.1; }};\n'
            ' listen-on-v6 { none; }; recursion no; empty-zones-enable no; };\ncontrols {};\n'
            'zone "rpz.test" { type primary; file "rpz.test.zone"; check-names ignore; ixfr-from-differences yes; journal "rpz.journal";\n'
            f'  allow-transfer {{ key transfer; }}; notify explicit; also-notify {{ 127.0.0.1 port {notify}; }}; }};\n')
        super().__init__("named", folder, [shutil.which("named") or "/usr/sbin/named", "-g", "-c", str(folder / "named.conf")])

    def change(self, serial: int, records: list[str]):
        self.zone.write_text(zone_text(serial, records))
        self.process.send_signal(signal.SIGHUP)


def add_source(a: lab.Appliance, address: str) -> None:
    a.console("PUT", "/sources/policy", {"title": "Policy", "address": address, "category": "malware", "format": "rpz",
                                         "every_hours": 24, "reason": "a test"})


def refreshed(a: lab.Appliance) -> dict:
    return next(row for row in a.console("POST", "/lists/refresh", {"ids": ["policy"]})["lists"] if row["id"] == "policy")


def with_keys(folder: pathlib.Path, text: str) -> str:
    path = folder / "tsig.keys"
    path.write_text(text)
    path.chmod(0o600)
    return f'tsig-keys = "{path}"\n'


def stop_all(*primaries) -> None:
    for primary in primaries:
        if primary is not None:
            primary.stop()


def a_zone_comes_whole_from_nsd():
    with lab.laboratory(start=False) as a:
        a.config.write_text(a.config.read_text() + with_keys(a.folder, key("transfer", SECRET, "hmac-sha512") + key("wrong", WRONG) + key("unknown", SECRET)))
        a.start()
        many = [f"n{i}.bulk.example.org CNAME ." for i in range(3000)]  # so many that it takes several messages
        plain = Nsd(a.folder / "plain", ["gone.example.org CNAME .", "page.example.org A 203.0.113.7"], signed=False)
        sealed = None
        try:
            sealed = Nsd(a.folder / "signed", ["gone.example.org CNAME *."] + many, signed=True)
            add_source(a, f"axfr://127.0.0.1:{plain.port}/rpz.test")
            row = refreshed(a)
            assert row["in_force"] and row["names"] == 2 and not row.get("problem"), row
            assert a.ask("gone.example.org").rcode == "NXDOMAIN"
            assert a.ask("page.example.org").addresses == ["203.0.113.7"]
            assert refreshed(a)["names"] == 2  # nothing new
            # A wrong key, no key, another zone: nothing comes in, and the last good zone stays.
            for address, says in ((f"axfr://127.0.0.1:{sealed.port}/rpz.test?key=wrong", "BADSIG"),
                                  (f"axfr://127.0.0.1:{sealed.port}/rpz.test?key=unknown", "BADKEY"),
                                  (f"axfr://127.0.0.1:{sealed.port}/rpz.test", "refuses"),
                                  (f"axfr://127.0.0.1:{sealed.port}/other.test?key=transfer", "primary"),
                                  (f"axfr://127.0.0.1:{sealed.port}/rpz.test?key=nowhere", "no TSIG key"),
                                  (f"axfr://127.0.0.1:{free_port()}/rpz.test", "cannot be reached")):
                add_source(a, address)
                row = refreshed(a)
                assert says in row.get("problem", ""), (address, row)
                assert a.ask("gone.example.org").rcode == "NXDOMAIN"
            # The first primary is away, the second has it.
            add_source(a, f"axfr://127.0.0.1:{free_port()},127.0.0.1:{sealed.port}/rpz.test?key=transfer")
            row = refreshed(a)
            assert row["names"] == 3001 and not row.get("problem"), row
            assert a.ask("gone.example.org").rcode == "NOERROR" and not a.ask("gone.example.org").answers
            assert a.ask("n2999.bulk.example.org").rcode == "NXDOMAIN"
            assert SECRET not in a.cli("log", "export", "--format", "csv", "--out", "/dev/stdout") and SECRET not in str(a.console("GET", "/sources"))
        finally:
            stop_all(plain, sealed)


def changes_come_from_named_when_it_announces_them():
    with lab.laboratory(start=False) as a:
        a.config.write_text(a.config.read_text() + with_keys(a.folder, key("transfer", SECRET)))
        a.start()
        primary = Named(a.folder / "named", ["gone.example.org CNAME .", "old.example.org CNAME ."], notify=a.dns_port)
        try:
            add_source(a, f"axfr://127.0.0.1:{primary.port}/rpz.test?key=transfer")
            assert refreshed(a)["names"] == 2
            primary.change(2, ["gone.example.org CNAME .", "new.example.org CNAME .", "third.example.org A 203.0.113.9"])
            lab.wait_for("the announced change is in force", lambda: a.ask("new.example.org").rcode == "NXDOMAIN")
            assert a.ask("old.example.org").addresses == ["192.0.2.99"]
            assert a.ask("third.example.org").addresses == ["203.0.113.9"]
            assert "IXFR ended" in (primary.folder / "log").read_text(), "it came whole"
            # After a restart it goes on from where it was, without the primary at first.
            a.stop()
            primary.stop()
            a.start()
            assert a.ask("new.example.org").rcode == "NXDOMAIN"
            assert "cannot be reached" in refreshed(a).get("problem", "")
            assert a.ask("new.example.org").rcode == "NXDOMAIN"
        finally:
            stop_all(primary)


def a_notify_from_elsewhere_is_not_heeded():
    import random
    import socket
    import struct
    with lab.laboratory() as a:
        add_source(a, "axfr://192.0.2.53/rpz.test")
        notify = struct.pack("!6H", random.randrange(65536), 0x2400, 1, 0, 0, 0) + b"\x03rpz\x04test\x00" + struct.pack("!2H", 6, 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(10)
            s.connect(("127.0.0.1", a.dns_port))
            s.send(notify)
            assert dns.parse(s.recv(512)).rcode == "NOTIMP"


if __name__ == "__main__":
    lab.main([a_zone_comes_whole_from_nsd, changes_come_from_named_when_it_announces_them, a_notify_from_elsewhere_is_not_heeded])
