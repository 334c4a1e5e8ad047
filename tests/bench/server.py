"""One server under test: a process of ours on one core, started, timed, weighed and ended by its id."""
import pathlib
import signal
import socket
import subprocess
import sys
import time

import settings

sys.path.insert(0, str(settings.ROOT / "tests" / "system"))
import dns  # noqa: E402: the tests' own small client
from ports import free_port  # noqa: E402, F401: for those who start servers

BLOCKED_ADDRESSES = {"0.0.0.0", "::"}


realtime = False  # what is started from now on runs before every other program of the machine (SCHED_FIFO)
PRIORITY = 10


def pinned(cores, command, priority: int = PRIORITY) -> list[str]:
    first = ["chrt", "--fifo", str(priority)] if realtime else []
    return [*first, "taskset", "-c", ",".join(str(core) for core in cores), *(str(word) for word in command)]


def is_blocked(reply: dns.Reply) -> bool:
    return reply.rcode == "NXDOMAIN" or (reply.rcode == "NOERROR" and bool(reply.addresses) and set(reply.addresses) <= BLOCKED_ADDRESSES)


class Server:
    def __init__(self, name: str, folder: pathlib.Path, port: int, command: list, cores=(settings.SERVER_CORE,), prefix: list | None = None,
                 priority: int = PRIORITY):
        self.name, self.folder, self.port, self.command = name, folder, port, command
        self.cores, self.prefix, self.priority = cores, prefix or [], priority
        self.process: subprocess.Popen | None = None

    def start(self, blocked: str | None) -> float:
        """Seconds from the start of the process to the first answer that blocks this name (or to any answer)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("a") as log:
            started = time.monotonic()
            self.process = subprocess.Popen([*self.prefix, *pinned(self.cores, self.command, self.priority)], stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder)
        try:
            self._wait_for_answer(blocked or "localhost", blocked is not None)
        except BaseException:
            self.stop()
            raise
        return time.monotonic() - started

    def _wait_for_answer(self, name: str, must_block: bool) -> None:
        question = dns.question(name, edns=False, ident=4711)
        end = time.monotonic() + settings.DEADLINE
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(("127.0.0.1", self.port))
            client.settimeout(0.01)
            while time.monotonic() < end:
                if self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} ended at its start:\n{self.log()}")
                try:
                    client.send(question)
                    reply = dns.parse(client.recv(65535))
                    if not must_block or is_blocked(reply):
                        return
                except ConnectionRefusedError:
                    time.sleep(0.001)
                except OSError:
                    pass
        raise RuntimeError(f"{self.name} gave no filtered answer in {settings.DEADLINE} s:\n{self.log()}")

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.process = None
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def ask(self, name: str, **more) -> dns.Reply:
        return dns.ask(self.port, name, **more)

    def memory_mib(self, field: str = "VmRSS") -> float:
        """VmRSS is now, VmHWM the most so far."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith(field))) / 1024

    def forget_peak(self) -> None:
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def cpu_seconds(self) -> float:
        """Of all threads so far; in steps of 10 ms."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def check(self, blocked: list[str], visited: list[str]) -> None:
        """A server that does not filter, or does not answer, is not measured."""
        wrong = [n for n in blocked if not is_blocked(self.ask(n))]
        wrong += [n for n in visited if self.ask(n).addresses != ["192.0.2.1"]]
        if wrong:
            raise RuntimeError(f"{self.name} answers wrongly for {len(wrong)} names, as {wrong[:3]}:\n{self.log()}")
