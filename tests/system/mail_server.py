"""A small mail server for system tests: SMTP over TLS or with STARTTLS, with a user and password, that keeps what it gets.
It can hold every client at the greeting, as a server that hangs."""
import base64
import pathlib
import socketserver
import ssl
import threading


class MailServer:
    """`tls`: "smtps", "starttls" or "none"."""

    def __init__(self, certificate: tuple[pathlib.Path, pathlib.Path], tls: str = "smtps", user: str = "", password: str = "",
                 port: int = 0):
        self.tls, self.user, self.password = tls, user, password
        self.messages: list[tuple[str, str, bytes]] = []  # sender, recipient, octets
        self.commands: list[str] = []  # as they came in, what came before TLS marked "clear:"
        self.refused: set[str] = set()  # recipients that are not taken
        self.held, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def setup(self):
                self.secure = outer.tls == "smtps"
                if self.secure:
                    self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def handle(self):
                try:
                    outer.talk(self)
                except OSError:  # a handshake that fails, a client that goes: part of the tests
                    pass

            def say(self, text: str):
                self.wfile.write(text.encode() + b"\r\n")

            def encrypt(self):
                self.request = context.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
                self.secure = True

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

            def handle_error(self, request, address):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        scheme = "smtps" if tls == "smtps" else "smtp"
        self.address = f"{scheme}://localhost:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.may_go_on.set()
        self.server.shutdown()
        self.server.server_close()

    def hold(self):
        self.held.clear()
        self.may_go_on.clear()

    def talk(self, client):
        if not self.may_go_on.is_set():
            self.held.set()
            self.may_go_on.wait()
        client.say("220 mail.school.example ESMTP")
        known, sender, recipient = not self.user, "", ""
        while line := client.rfile.readline().decode().rstrip("\r\n"):
            self.commands.append(("" if client.secure else "clear:") + line)
            word = line.split(" ")[0].upper()
            if word == "EHLO":
                client.say("250-mail.school.example")
                if self.tls == "starttls" and not client.secure:
                    client.say("250-STARTTLS")
                client.say("250 AUTH PLAIN" if self.user else "250 HELP")
            elif word == "STARTTLS" and self.tls == "starttls":
                client.say("220 go ahead")
                client.encrypt()
            elif word == "AUTH":
                client_says = line.split(" ")[2:]
                if not client_says:
                    client.say("334 ")
                    client_says = [client.rfile.readline().decode().strip()]
                known = base64.b64decode(client_says[0]).decode() == f"\0{self.user}\0{self.password}"
                client.say("235 2.7.0 welcome" if known else "535 5.7.8 wrong user or password")
            elif word == "MAIL":
                sender = line.split("<")[1].split(">")[0]
                client.say("250 ok" if known else "530 5.7.0 who are you?")
            elif word == "RCPT":
                recipient = line.split("<")[1].split(">")[0]
                client.say("550 5.1.1 no such mailbox" if recipient in self.refused else "250 ok")
            elif word == "DATA":
                client.say("354 go on")
                octets = b""
                while (each := client.rfile.readline()) != b".\r\n":
                    octets += each[1:] if each.startswith(b".") else each
                self.messages.append((sender, recipient, octets))
                client.say("250 2.0.0 taken as number %d" % len(self.messages))
            elif word == "QUIT":
                client.say("221 bye")
                return
            else:
                client.say("502 what?")
