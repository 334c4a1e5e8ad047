"""Sealed lists through the real binary, from a licence holder's server with a private authority: passwords, tokens and
client certificates; what is told of them; a restart and a restore."""
import base64
import http.server
import pathlib
import ssl
import threading

import lab
from authority import Authority

NAMES = [f"seal{n:03}.example" for n in range(40)]
USER, PASSWORD, TOKEN = "school", "a-password-that-no-page-shows", "a-token-that-no-page-shows"


class Holder:
    """A licence holder's server: one list, for those that sign in as `wants` says: "Basic ...", "Bearer ..." or nothing."""

    def __init__(self, authority: Authority, wants: str = "", clients: Authority | None = None):
        self.names, self.wants, self.served = list(NAMES), wants, 0
        holder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802: the library's name
                if holder.wants and self.headers.get("Authorization") != holder.wants:
                    return self.send_error(401)
                body = ("\n".join(holder.names) + "\nhttps://host.example/one/page\n").encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                holder.served += 1

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, address):  # a handshake that fails is part of the test
                pass

        # A port of 0: the server listens before its address is told to anyone, so nobody can take it in between.
        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.issue("localhost"))
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients.certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://localhost:{self.server.server_port}/list.txt"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def row(a: lab.Appliance, id_: str = "iwf") -> dict:
    return next(each for each in a.console("GET", "/sealed-lists")["sealed_lists"] if each["id"] == id_)


def connect(a: lab.Appliance, address: str, *words) -> None:
    a.cli("sealed", "source", "iwf", "--address", address, "--reason", "our licence", *map(str, words))


def is_blocked(a: lab.Appliance, name: str) -> bool:
    reply = a.ask(name)
    return reply.rcode == "NOERROR" and [data for *_, data in reply.answers] == ["0.0.0.0"]


def secret(folder: pathlib.Path, text: str) -> pathlib.Path:
    path = folder / "secret"
    path.write_text(text + "\n")
    return path


def nothing_is_told(a: lab.Appliance, *more: str) -> None:
    """No name of the list and no secret (nor `more`), in the process's log, the change log, its export or the API."""
    export = a.folder / "export.jsonl"
    a.cli("log", "export", "--format", "jsonl", "--out", str(export))
    told = (a.folder / "log").read_text() + export.read_text() + str(a.console("GET", "/sealed-lists")) + \
        str(a.console("GET", "/changes")) + a.cli("sealed", "status") + a.cli("status")
    for word in [*NAMES[:3], "host.example", PASSWORD, TOKEN, base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode(), *more]:
        assert word not in told, f"{word} is told"


def a_password():
    with lab.laboratory() as a:
        authority = Authority(a.folder, "holder")
        holder = Holder(authority, "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode())
        try:
            sign_in = ("--user", USER, "--password-file", secret(a.folder, PASSWORD), "--authority", authority.certificate)
            # Without its authority the server is a stranger, and is told nothing.
            connect(a, holder.address, *sign_in[:-2])
            a.cli("sealed", "refresh", check=False)
            assert "certificate" in row(a)["problem"], row(a)
            assert not is_blocked(a, NAMES[0]) and holder.served == 0
            # With a wrong password it refuses.
            connect(a, holder.address, "--user", USER, "--password-file", secret(a.folder, "wrong"), "--authority", authority.certificate)
            a.cli("sealed", "refresh", check=False)
            assert "401" in row(a)["problem"], row(a)
            secret(a.folder, PASSWORD)
            connect(a, holder.address, *sign_in)
            a.cli("sealed", "refresh")
            assert not row(a).get("problem") and row(a)["names"] == len(NAMES), row(a)
            assert is_blocked(a, NAMES[0]) and is_blocked(a, "www." + NAMES[1])
            # A list that is suddenly nearly empty is held, and stays in force.
            holder.names = NAMES[:2]
            a.cli("sealed", "refresh", check=False)
            assert row(a).get("held") and is_blocked(a, NAMES[30]), row(a)
            # Another connector does not get the secret of the first one.
            other = Holder(authority, holder.wants)
            connect(a, other.address, "--authority", authority.certificate)
            a.cli("sealed", "refresh", check=False)
            assert "401" in row(a)["problem"] and other.served == 0, row(a)
            other.stop()
            assert is_blocked(a, NAMES[30])
            nothing_is_told(a)
            assert a.stop() == 0
            a.start()
            assert is_blocked(a, NAMES[30])
            nothing_is_told(a)
        finally:
            holder.stop()


def a_token():
    with lab.laboratory() as a:
        authority = Authority(a.folder, "holder")
        holder = Holder(authority, f"Bearer {TOKEN}")
        try:
            connect(a, holder.address, "--token-file", secret(a.folder, TOKEN), "--authority", authority.certificate)
            a.cli("sealed", "refresh")
            assert not row(a).get("problem") and is_blocked(a, NAMES[5]), row(a)
            nothing_is_told(a)
        finally:
            holder.stop()


def a_client_certificate():
    with lab.laboratory() as a:
        authority, clients = Authority(a.folder, "holder"), Authority(a.folder, "clients")
        certificate, key = clients.issue("school.example")
        holder = Holder(authority, clients=clients)
        try:
            connect(a, holder.address, "--authority", authority.certificate)
            a.cli("sealed", "refresh", check=False)
            assert row(a).get("problem") and holder.served == 0, row(a)
            stranger = authority.issue("school.example")  # of an authority that the holder does not take clients from
            connect(a, holder.address, "--certificate", stranger[0], "--key", stranger[1], "--authority", authority.certificate)
            a.cli("sealed", "refresh", check=False)
            assert row(a).get("problem") and holder.served == 0, row(a)
            connect(a, holder.address, "--certificate", certificate, "--key", key, "--authority", authority.certificate)
            a.cli("sealed", "refresh")
            assert not row(a).get("problem") and is_blocked(a, NAMES[7]), row(a)
            nothing_is_told(a, key.read_text().splitlines()[1])
        finally:
            holder.stop()


def a_restore():
    with lab.laboratory() as a:
        backup = a.folder / "before.backup"
        a.cli("backup", str(backup))
        names = lab.write_list(a, "names.txt", NAMES)
        a.cli("sealed", "import", str(names), "--list", "iwf", "--reason", "our licence")
        assert is_blocked(a, NAMES[0])
        a.cli("restore", str(backup))
        lab.wait_for("the restored appliance answers", lambda: a.process.poll() is not None or a.ask("localhost", timeout=0.5))
        if a.process.poll() is not None:
            a.start()
        lab.wait_for("the sealed list is in force", lambda: is_blocked(a, NAMES[0]))
        assert row(a)["names"] == len(NAMES)


if __name__ == "__main__":
    lab.main([a_password, a_token, a_client_certificate, a_restore])
