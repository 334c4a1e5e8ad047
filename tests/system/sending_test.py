"""Mail and webhooks through the real binary: a mail server with TLS and a private authority, an https receiver that checks
signatures; servers that are down, that hang, that show a wrong certificate; and no secret anywhere."""
import base64
import datetime
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import pathlib
import ssl
import threading

import lab
from mail_server import MailServer
from sealed_test import Authority

USER, PASSWORD = "school", "a-password-that-no-page-shows"


def secret_file(a: lab.Appliance, text: str) -> pathlib.Path:
    path = a.folder / "secret"
    path.write_text(text + "\n")
    return path


def set_mail(a: lab.Appliance, server: MailServer, *words) -> None:
    a.cli("mail", "set", "--server", server.address, "--from", "schoolgate@school.example", "--reason", "mail at last",
          *map(str, words))


def sign_in(a: lab.Appliance, authority: Authority, password: str = PASSWORD) -> tuple:
    return ("--user", USER, "--password-file", secret_file(a, password), "--authority", authority.certificate)


def add_person(a: lab.Appliance, user: str, role: str) -> None:
    a.console("POST", "/people", {"user": user, "role": role, "name": user.title(), "mail": f"{user}@school.example"})


def unblock(a: lab.Appliance, topic: str) -> dict:
    return a.api("POST", "/unblocks", {"names": ["casino.example"], "groups": ["pupils"], "topic": topic, "reason": "probability",
                                       "until": in_an_hour()})


def in_an_hour() -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def outbox(a: lab.Appliance) -> dict:
    return a.console("GET", "/outbox")


def parsed(server: MailServer) -> list[email.message.EmailMessage]:
    return [email.message_from_bytes(octets, policy=email.policy.default) for _, _, octets in server.messages]


def subjects(server: MailServer) -> list[str]:
    return [message["Subject"] for message in parsed(server)]


def nothing_is_told(a: lab.Appliance, *secrets: str) -> None:
    """In the process's log, the change log, its exports, the API and the commands."""
    exports = ""
    for form in ("jsonl", "csv"):
        a.cli("log", "export", "--format", form, "--out", str(a.folder / "export"))
        exports += (a.folder / "export").read_text()
    told = (a.folder / "log").read_text() + exports + "".join(
        str(a.console("GET", path)) for path in ("/sending", "/webhooks", "/outbox", "/changes", "/status")) + \
        a.cli("mail", "show") + a.cli("outbox") + a.cli("status")
    for word in secrets:
        assert word not in told, f"{word} is told"


def a_notice_arrives_by_mail():
    with lab.laboratory() as a:
        authority = Authority(a.folder, "school")
        server = MailServer(authority.issue("localhost"), user=USER, password=PASSWORD)
        try:
            # Without its authority the server is a stranger, and is told nothing.
            set_mail(a, server, "--user", USER, "--password-file", secret_file(a, PASSWORD))
            assert "certificate" in a.cli("mail", "test", "it@school.example", check=False)
            assert not server.commands
            # With a wrong password it refuses, and says so.
            set_mail(a, server, *sign_in(a, authority, "wrong"))
            told = a.cli("mail", "test", "it@school.example", check=False)
            assert "535" in told and "user and password" in told, told
            set_mail(a, server, *sign_in(a, authority), "--chair", "chair@governors.example")
            told = a.cli("mail", "test", "it@school.example")
            assert "250 2.0.0 taken as number 1" in told, told
            assert parsed(server)[0]["Subject"] == "A test of the notices"
            add_person(a, "lead", "safeguarding_lead")
            add_person(a, "head", "leadership")
            unblock(a, "Zoë's topic\nBcc: everybody@evil.example\n\nDear all")
            lab.wait_for("the mail, and its review's", lambda: len(server.messages) == 3)
            assert subjects(server)[2].startswith("To be reviewed by"), subjects(server)
            sender, recipient, octets = server.messages[1]
            message = parsed(server)[1]
            assert (sender, recipient) == ("schoolgate@school.example", "lead@school.example")
            assert set(message.keys()) == {"Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version",
                                           "Content-Type", "Content-Transfer-Encoding"}, message.keys()
            assert not message.defects and message["Auto-Submitted"] == "auto-generated"
            assert "Zoë's topic" in message["Subject"] and "Bcc: everybody" in message["Subject"], message["Subject"]
            assert message["Date"].datetime and message["To"].addresses[0].addr_spec == "lead@school.example"
            assert all(len(line) <= 80 and line.isascii() for line in octets.decode().split("\r\n"))
            body = message.get_content()
            assert "casino.example" in body and "Reason: probability" in body and "Topic: Zoë's topic Bcc: everybody" in body, body
            a.cli("mail", "checkpoint")
            lab.wait_for("the checkpoint", lambda: len(server.messages) == 4)
            assert server.messages[3][1] == "chair@governors.example"
            note = a.console("GET", "/changes/checkpoint")["note"]
            assert note.splitlines()[2] in parsed(server)[3].get_content(), "the root of the log"
            lab.wait_for("the outbox is empty", lambda: outbox(a) == {"waiting": [], "failed": [], "left_out": 0})
            nothing_is_told(a, PASSWORD, base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode())
        finally:
            server.stop()


def never_in_clear():
    with lab.laboratory() as a:
        authority = Authority(a.folder, "school")
        certificate = authority.issue("localhost")
        plain, starttls = (MailServer(certificate, tls, USER, PASSWORD) for tls in ("none", "starttls"))
        try:
            set_mail(a, plain, *sign_in(a, authority))
            assert "no encryption" in a.cli("mail", "test", "it@school.example", check=False)
            assert not any("AUTH" in each or "MAIL" in each for each in plain.commands), plain.commands
            set_mail(a, starttls, *sign_in(a, authority))
            a.cli("mail", "test", "it@school.example")
            in_clear = [each for each in starttls.commands if each.startswith("clear:")]
            assert [each.split(" ")[0] for each in in_clear] == ["clear:EHLO", "clear:STARTTLS"], in_clear
            assert any(each.startswith("AUTH") for each in starttls.commands)
            # On this machine, and when the school says so.
            set_mail(a, plain, "--in-clear", "--user", USER, "--password-file", secret_file(a, PASSWORD))
            a.cli("mail", "test", "it@school.example")
            assert len(plain.messages) == 1
        finally:
            plain.stop()
            starttls.stop()


def a_server_that_is_down_or_hangs():
    with lab.laboratory() as a:
        authority = Authority(a.folder, "school")
        certificate = authority.issue("localhost")
        server = MailServer(certificate, user=USER, password=PASSWORD)
        port = server.port
        set_mail(a, server, *sign_in(a, authority))
        add_person(a, "deputy", "network_manager")
        try:
            # While it hangs, changes are made and answered.
            server.hold()
            unblock(a, "one")
            assert server.held.wait(lab.DEADLINE)
            for n in range(5):
                a.api("POST", "/rules", {"action": "block", "name": f"game{n}.example", "reason": "lessons"})
            unblock(a, "two")
            assert not server.messages and not server.may_go_on.is_set()
            # The service ends and starts; what waited is still there.
            assert a.stop() == 0
            server.stop()
            a.start()
            lab.wait_for("the outbox says why", lambda: len(outbox(a)["waiting"]) == 2 and "problem" in outbox(a)["waiting"][0])
            assert "no connection" in a.cli("outbox"), a.cli("outbox")
            unblock(a, "three")
            lab.wait_for("three wait", lambda: len(outbox(a)["waiting"]) == 3)
            a.kill()
            server = MailServer(certificate, user=USER, password=PASSWORD, port=port)
            server.refused.add("nobody@school.example")
            a.start()
            lab.wait_for("all three arrive", lambda: len(server.messages) == 3)
            assert [subject.split(": ")[1] for subject in subjects(server)] == ["one", "two", "three"], subjects(server)
            lab.wait_for("the outbox is empty", lambda: not outbox(a)["waiting"])
            # A recipient that is refused holds up nobody else.
            add_person(a, "nobody", "network_manager")
            unblock(a, "four")
            lab.wait_for("the fourth", lambda: len(server.messages) == 4)
            lab.wait_for("the refusal", lambda: "550 5.1.1" in str(outbox(a)["waiting"]))
            server.refused.clear()
            a.cli("outbox", "retry")
            lab.wait_for("the fifth", lambda: len(server.messages) == 5)
            lab.wait_for("metrics", lambda: b"schoolgate_outbox_waiting 0" in a.raw("GET", "/metrics")[2])
            ids = [message["Message-ID"] for message in parsed(server)]
            assert len(set(ids)) == 5
            nothing_is_told(a, PASSWORD)
        finally:
            server.stop()


class Receiver:
    """A school's program behind https: answers as `answers` says, in order, then 204; keeps what it gets."""

    def __init__(self, authority: Authority):
        self.got: list[tuple[dict, bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802: the library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({key.lower(): value for key, value in self.headers.items()} | {"path": self.path}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.issue("localhost"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://localhost:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def signed_by(secret: str, headers: dict, body: bytes) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def a_webhook_is_signed():
    with lab.laboratory() as a:
        authority, stranger = Authority(a.folder, "school"), Authority(a.folder, "stranger")
        receiver = Receiver(authority)
        try:
            hook = {"address": receiver.address, "authority": stranger.certificate.read_text(), "reason": "our system"}
            secret = a.api("PUT", "/webhooks/mis", hook, expect=201)["secret"]
            refused = a.api("POST", "/sending/test", {"webhook": "mis"}, expect=503)
            assert "certificate" in refused["detail"] and not receiver.got, refused
            again = a.api("PUT", "/webhooks/mis", {"authority": authority.certificate.read_text(), "reason": "the right one"})
            assert "secret" not in again
            a.api("POST", "/sending/test", {"webhook": "mis"})
            lab.wait_for("the change of the webhook itself is no notice", lambda: not outbox(a)["waiting"])
            receiver.got.clear()
            receiver.answers = [500, 307]
            unblock(a, "Jo's topic")
            lab.wait_for("a failure is told", lambda: "answers 500." in str(outbox(a)["waiting"]))
            a.cli("outbox", "retry")
            lab.wait_for("a redirect is a failure", lambda: "answers 307." in str(outbox(a)["waiting"]))
            assert a.stop() == 0
            a.start()
            lab.wait_for("it arrives", lambda: len(receiver.got) == 3 and not outbox(a)["waiting"])
            assert {headers["path"] for headers, _ in receiver.got} == {"/hook"}
            assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
            assert all(signed_by(secret, headers, body) for headers, body in receiver.got)
            told = json.loads(receiver.got[-1][1])
            assert told["kind"] == "unblock.granted" and told["subject"].startswith("u-"), told
            assert told["summary"] == "A temporary unblock was granted, by a network manager", told
            assert "Jo's" not in str(told), told
            assert told["checkpoint"].startswith("schoolgate/"), told
            nothing_is_told(a, secret.removeprefix("whsec_"))
        finally:
            receiver.stop()


if __name__ == "__main__":
    lab.main([a_notice_arrives_by_mail, never_in_clear, a_server_that_is_down_or_hangs, a_webhook_is_signed])
