"""Free loopback ports for servers under test."""
import random
import socket

# Below the kernel's ephemeral range (32768 and up on Linux): while a server that a test killed is away, no other
# program's connection and no test that asks for "any" port can take its place.
RANGE = range(10000, 32768)


def free_port() -> int:
    """A port that is free for UDP and TCP on 127.0.0.1."""
    while True:
        port = random.SystemRandom().choice(RANGE)
        with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
