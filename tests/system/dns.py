"""A small DNS client for the tests: one question, the reply taken apart. Loopback only."""
import dataclasses
import ipaddress
import random
import socket
import struct

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "HTTPS": 65, "ANY": 255, "SRV": 33}
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


@dataclasses.dataclass
class Reply:
    rcode: str
    answers: list[tuple[str, str, int, str]]  # owner, type, ttl, data as text
    ede: list[tuple[int, str]]
    truncated: bool
    raw: bytes

    @property
    def addresses(self) -> list[str]:
        return [data for _, kind, _, data in self.answers if kind in ("A", "AAAA")]

    @property
    def ttl(self) -> int:
        return min(ttl for _, _, ttl, _ in self.answers)


def question(name: str, kind: str = "A", edns: bool = True, ident: int | None = None) -> bytes:
    ident = random.randrange(65536) if ident is None else ident
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".") if label)
    opt = b"\0\0\x29\x04\xd0\0\0\0\0\0\0" if edns else b""
    return struct.pack("!6H", ident, 0x0100, 1, 0, 0, int(edns)) + labels + b"\0" + struct.pack("!2H", TYPES[kind], 1) + opt


def read_name(packet: bytes, at: int) -> tuple[str, int]:
    labels, end, hops = [], None, 0
    while packet[at]:
        if packet[at] >= 0xC0:
            end = end or at + 2
            at = struct.unpack_from("!H", packet, at)[0] & 0x3FFF
            hops += 1
            assert hops < 128, "a compression loop"
            continue
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("ascii", "backslashreplace"))
        at += 1 + packet[at]
    return ".".join(labels) + ".", end or at + 1


def parse(packet: bytes) -> Reply:
    _, flags, questions, answers, authority, additional = struct.unpack_from("!6H", packet)
    at, found, ede = 12, [], []
    for _ in range(questions):
        at = read_name(packet, at)[1] + 4
    for number in range(answers + authority + additional):
        owner, at = read_name(packet, at)
        kind, _, ttl, size = struct.unpack_from("!HHIH", packet, at)
        data = packet[at + 10:at + 10 + size]
        if kind == 41:
            option = 0
            while option + 4 <= len(data):
                code, length = struct.unpack_from("!2H", data, option)
                if code == 15:
                    body = data[option + 4:option + 4 + length]
                    ede.append((struct.unpack_from("!H", body)[0], body[2:].decode()))
                option += 4 + length
        elif number < answers:
            if kind in (1, 28):
                text = str(ipaddress.ip_address(data))
            elif kind in (2, 5, 12):
                text = read_name(packet, at + 10)[0]
            elif kind == 15:
                text = f"{struct.unpack_from('!H', data)[0]} {read_name(packet, at + 12)[0]}"
            else:
                text = data.hex()
            found.append((owner, {v: k for k, v in TYPES.items()}.get(kind, str(kind)), ttl, text))
        at += 10 + size
    return Reply(RCODES.get(flags & 15, str(flags & 15)), found, ede, bool(flags & 0x0200), packet)


def ask(port: int, name: str, kind: str = "A", timeout: float = 10, tcp: bool = False, host: str = "127.0.0.1", edns: bool = True) -> Reply:
    packet = question(name, kind, edns)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM) as s:
        s.settimeout(timeout)
        s.connect((host, port))
        if not tcp:
            s.send(packet)
            return parse(s.recv(65535))
        s.sendall(struct.pack("!H", len(packet)) + packet)
        stream = s.makefile("rb")
        size = struct.unpack("!H", stream.read(2))[0]
        return parse(stream.read(size))
