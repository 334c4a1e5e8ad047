"""The appliance under test: its configuration, its console, its lists."""
import datetime
import http.client
import json
import pathlib
import socket
import time

import settings
from server import Server, free_port


class Schoolgate(Server):
    def __init__(self, programs: settings.Programs, folder: pathlib.Path, upstream: int, profile: str = "standard", **more):
        folder.mkdir(parents=True, exist_ok=True)
        port, self.store = free_port(), folder / "store"
        config = folder / "schoolgate.toml"
        config.write_text(f'profile = "{profile}"\n[dns]\nlisten = ["127.0.0.1:{port}"]\nworkers = 1\n[upstream]\nservers = ["127.0.0.1:{upstream}"]\ndnssec = "off"\n'
                          f'[admin]\nlisten = "127.0.0.1:{free_port()}"\n[lists]\nrefresh = false\n[store]\npath = "{self.store}"\n')
        super().__init__("schoolgate", folder, port, [programs.schoolgate, "serve", "--config", config], **more)

    def console(self, method: str, path: str, body=None):
        """One request over the unix socket, as the command line makes it."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(settings.IMPORT_DEADLINE)
        try:
            self._connect(connection.sock)
            text = json.dumps(body) if body is not None else None
            connection.request(method, "/api/v1" + path, text, {"Content-Type": "application/json"} if text else {})
            reply = connection.getresponse()
            value = json.loads(reply.read() or b"null")
            if reply.status >= 300:
                raise RuntimeError(f"{method} {path}: {reply.status} {value}\n{self.log()}")
            return value
        finally:
            connection.close()

    def _connect(self, to: socket.socket) -> None:
        """DNS answers before the admin API does."""
        end = time.monotonic() + settings.DEADLINE
        while True:
            try:
                return to.connect(str(self.store / "admin.sock"))
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def import_list(self, path: pathlib.Path) -> dict:
        return self.console("POST", "/lists/import", {"paths": [str(path)], "category": "malware", "name": "bench"})

    def unblock(self, name: str, hours: float = 2) -> dict:
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
        return self.console("POST", "/unblocks", {"names": [name], "topic": "", "groups": ["pupils", "staff"],
                                                  "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"), "reason": "measuring"})


def with_list(programs: settings.Programs, folder: pathlib.Path, upstream: int, listed: pathlib.Path) -> Schoolgate:
    """An appliance, stopped, whose store holds this list."""
    server = Schoolgate(programs, folder, upstream)
    try:
        server.start(None)
        server.import_list(listed)
    finally:
        server.stop()
    return server
