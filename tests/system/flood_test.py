"""One client throws 196 MiB of header, then of chunked body, at the admin port: memory stays, and others are served."""
import contextlib
import socket
import ssl
import threading

import lab

FLOOD = 196 << 20
GROWTH_KIB = 8 << 10
HEADER = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Junk: "
CHUNKED = b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n20000000\r\n"


def pour(a: lab.Appliance, opening: bytes) -> int:
    """Connects again whenever it is thrown out, until all of it has been sent."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    junk, sent, connections = b"A" * 65536, 0, 0
    while sent < FLOOD:
        connections += 1
        assert connections < 200000, "thrown out so early that the flood never ends"
        with contextlib.suppress(OSError, ssl.SSLError):
            with socket.create_connection(("127.0.0.1", a.admin_port), timeout=30) as plain:
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with context.wrap_socket(plain) as tls:
                    tls.sendall(opening)
                    while sent < FLOOD:
                        tls.sendall(junk)
                        sent += len(junk)
        sent += len(junk)  # what was under way when the door closed
    return connections


def flood(opening: bytes) -> None:
    with lab.laboratory() as a:
        for _ in range(20):  # warm: what every client costs once is not the flood's doing
            a.raw("GET", "/healthz")
        before, largest, served = a.memory_kib(), 0, 0
        pouring = threading.Thread(target=pour, args=(a, opening))
        pouring.start()
        while pouring.is_alive():
            status, _, _ = a.raw("GET", "/healthz")
            assert status == 200
            served += 1
            largest = max(largest, a.memory_kib())
            assert a.ask("www.example.org").addresses == ["192.0.2.80"]
        pouring.join()
        print(f"memory grew by {largest - before} KiB; {served} other requests were served meanwhile")
        assert served > 0 and largest - before < GROWTH_KIB, (before, largest)


def a_flood_of_header_is_thrown_out():
    flood(HEADER)


def a_flood_of_chunked_body_is_thrown_out():
    flood(CHUNKED)


if __name__ == "__main__":
    lab.main([a_flood_of_header_is_thrown_out, a_flood_of_chunked_body_is_thrown_out])
