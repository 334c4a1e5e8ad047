"""A laboratory for system tests: a real NSD as the upstream and the real binary, on free loopback ports, in a folder of
its own. Nothing outlives the test: every process that was started is ended by its id."""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import traceback

import dns
from ports import free_port

BINARY = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
DEADLINE = 60  # seconds to wait for what should take a moment: generous, since the machine may be busy


class Ended(Exception):
    """The appliance ended by itself: nothing to wait for any more."""


def wait_for(what: str, check, deadline: float = DEADLINE):
    """Asks until `check` gives something true; its last fault is told when it never does."""
    end, last = time.monotonic() + deadline, None
    while time.monotonic() < end:
        try:
            if result := check():
                return result
            last = None
        except (OSError, AssertionError, http.client.HTTPException) as fault:
            last = fault
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {deadline} s ({last})")


class Upstream:
    """NSD with a zone for each name given: name -> {owner: "TTL IN A 192.0.2.1"} lines of zone file text."""

    def __init__(self, folder: pathlib.Path, zones: dict[str, str]):
        self.folder = folder / "upstream"
        self.folder.mkdir()
        self.port = free_port()
        user = "root" if os.getuid() == 0 else ""
        conf = f'server:\n ip-address: 127.0.0.1@{self.port}\n zonesdir: "{self.folder}"\n username: "{user}"\n pidfile: ""\n' \
               f' database: ""\n xfrdfile: "{self.folder}/xfrd"\n zonelistfile: "{self.folder}/zones.list"\n server-count: 1\n' \
               " rrl-ratelimit: 0\n rrl-whitelist-ratelimit: 0\n" \
               "remote-control:\n control-enable: no\n"
        for zone, text in zones.items():
            (self.folder / f"{zone}.zone").write_text(
                f"$ORIGIN {zone}.\n$TTL 300\n@ IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\nns IN A 192.0.2.53\n{text}\n")
            conf += f'zone:\n name: "{zone}"\n zonefile: "{zone}.zone"\n'
        (self.folder / "nsd.conf").write_text(conf)
        program = shutil.which("nsd") or "/usr/sbin/nsd"
        self.process = subprocess.Popen([program, "-d", "-c", str(self.folder / "nsd.conf")],
                                        stdout=(self.folder / "log").open("w"), stderr=subprocess.STDOUT)
        wait_for("the upstream answers", lambda: dns.ask(self.port, next(iter(zones)), "SOA", timeout=1).rcode == "NOERROR")

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)


class Appliance:
    def __init__(self, folder: pathlib.Path, upstream_port: int, extra: str = ""):
        self.folder, self.store = folder, folder / "store"
        self.dns_port, self.admin_port = free_port(), free_port()
        self.config = folder / "schoolgate.toml"
        self.config.write_text(
            f'[dns]\nlisten = ["127.0.0.1:{self.dns_port}"]\nworkers = 2\n[upstream]\nservers = ["127.0.0.1:{upstream_port}"]\n'
            f'[admin]\nlisten = "127.0.0.1:{self.admin_port}"\n[store]\npath = "{self.store}"\n'
            f'[lists]\nrefresh = false\n{extra}')  # no list source is reached from a test
        self.process = None
        self.session = None

    def start(self, wait: bool = True, **environment):
        self.log = (self.folder / "log").open("a")
        self.process = subprocess.Popen([BINARY, "serve", "--config", self.config], stdout=self.log, stderr=self.log,
                                        env={**os.environ, **environment})
        self.session = None
        if wait:
            self.wait_until_answering()
            wait_for("the admin API answers", self.is_healthy)
        return self

    def is_healthy(self) -> bool:
        self.check_alive()
        return self.raw("GET", "/healthz")[0] == 200

    def check_alive(self):
        if self.process.poll() is not None:
            raise Ended(f"with {self.process.returncode}: " + (self.folder / "log").read_text()[-2000:])

    def wait_until_answering(self):
        def answers():
            self.check_alive()
            return dns.ask(self.dns_port, "localhost", timeout=0.2).rcode == "NOERROR"
        started = time.monotonic()
        wait_for("DNS answers", answers)
        return time.monotonic() - started

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    def kill(self):
        self.process.kill()
        self.process.wait(DEADLINE)

    def ask(self, name: str, kind: str = "A", **more) -> dns.Reply:
        return dns.ask(self.dns_port, name, kind, **more)

    def cli(self, *words: str, check: bool = True) -> str:
        done = subprocess.run([BINARY, *words, "--config", str(self.config)], capture_output=True, text=True, timeout=600)
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout if check else f"{done.returncode}\n{done.stdout}{done.stderr}"

    def raw(self, method: str, path: str, body=None, headers=None):
        """One HTTPS request; the status, the headers and the body."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.admin_port, timeout=DEADLINE, context=context)
        try:
            text = json.dumps(body) if body is not None else None
            connection.request(method, path, text, {**({"Content-Type": "application/json"} if text else {}), **(headers or {})})
            reply = connection.getresponse()
            return reply.status, reply.headers, reply.read()
        finally:
            connection.close()

    def first_password(self) -> str:
        """The one-time password of "admin", a network manager whom the console adds when it is first asked for."""
        kept = self.folder / "first-password"
        if not kept.exists():
            added = self.console("POST", "/people", {"user": "admin", "name": "Network manager", "role": "network_manager"})
            kept.write_text(added["one_time_password"])
        return kept.read_text()

    def sign_in(self, user: str = "admin", password: str | None = None):
        password = password or self.first_password()
        status, headers, body = self.raw("POST", "/api/v1/session", {"user": user, "password": password})
        assert status in (200, 201), (status, body)
        self.session = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": json.loads(body)["csrf_token"]}
        return json.loads(body)

    def api(self, method: str, path: str, body=None, expect: int | None = None):
        if self.session is None:
            self.sign_in()
        status, _, text = self.raw(method, "/api/v1" + path, body, self.session)
        reply = json.loads(text) if text else None
        assert status == expect if expect else status < 300, f"{method} {path}: {status} {reply}"
        return reply

    def console(self, method: str, path: str, body=None, expect: int | None = None):
        """One request over the unix socket, as the command line makes it."""
        connection = http.client.HTTPConnection("localhost", timeout=DEADLINE * 10)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(DEADLINE * 10)
        connection.sock.connect(str(self.store / "admin.sock"))
        try:
            text = json.dumps(body) if body is not None else None
            connection.request(method, "/api/v1" + path, text, {"Content-Type": "application/json"} if text else {})
            reply = connection.getresponse()
            value = json.loads(reply.read() or b"null")
            assert reply.status == expect if expect else reply.status < 300, f"{method} {path}: {reply.status} {value}"
            return value
        finally:
            connection.close()

    def memory_kib(self) -> int:
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")))


@contextlib.contextmanager
def laboratory(zones: dict[str, str] | None = None, extra: str = "", start: bool = True):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="schoolgate-"))
    upstream = appliance = None
    try:
        upstream = Upstream(folder, zones or {"example.org": "www IN A 192.0.2.80\nwww IN AAAA 2001:db8::80\n* IN A 192.0.2.99",
                                              "casino.example": "@ IN A 192.0.2.66\n* IN A 192.0.2.66"})
        appliance = Appliance(folder, upstream.port, extra)
        if start:
            appliance.start()
        yield appliance
    finally:
        for each in (appliance, upstream):
            if each is not None and each.process is not None and each.process.poll() is None:
                each.kill() if each is appliance else each.stop()
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder, ignore_errors=True)
        elif (folder / "log").exists():
            print((folder / "log").read_text()[-4000:])


def write_list(appliance: Appliance, name: str, lines) -> pathlib.Path:
    path = appliance.folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def main(tests) -> None:
    """Runs each test; prints "ok <name>" or "FAIL <name>" and ends with 1 when one failed."""
    failed = 0
    for test in tests:
        try:
            test()
            print(f"ok {test.__name__}", flush=True)
        except Exception:  # noqa: BLE001: a test may fail in any way
            failed += 1
            print(f"FAIL {test.__name__}\n{traceback.format_exc()}", flush=True)
    sys.exit(1 if failed else 0)
