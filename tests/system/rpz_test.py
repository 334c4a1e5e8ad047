"""A response policy zone through the real binary: its actions, what `why` says of them, and the same as in other resolvers.

SCHOOLGATE_RPZ_QUERIES sets how many questions are compared (4,000 here; rpz_compare.py asks 100,000 by itself).
"""
import os

import dns
import lab
import rpz_compare

ZONE = """$TTL 300
@ IN SOA localhost. root.localhost. 1 3600 600 86400 60
@ IN NS localhost.
gone.example.org CNAME .
*.gone.example.org CNAME *.
silent.example.org CNAME rpz-drop.
tcp.example.org CNAME rpz-tcp-only.
page.example.org A 203.0.113.7
*.example.org CNAME www.example.org.
www.example.org CNAME rpz-passthru.
32.80.2.0.192.rpz-ip CNAME .
"""


def a_zones_actions_are_honoured():
    with lab.laboratory() as a:
        path = lab.write_list(a, "policy.rpz", ZONE.splitlines())
        told = a.cli("lists", "import", str(path), "--category", "malware")
        assert "7 accepted" in told and "(rpz-ip)" in told, told
        assert a.ask("gone.example.org").rcode == "NXDOMAIN"
        assert a.ask("gone.example.org").ede == [(15, "Malware")]
        below = a.ask("a.b.gone.example.org")
        assert (below.rcode, below.answers) == ("NOERROR", []), below
        assert a.ask("page.example.org").addresses == ["203.0.113.7"]
        assert a.ask("page.example.org", "AAAA").answers == []
        assert a.ask("www.example.org").addresses == ["192.0.2.80"]
        assert [answer[3] for answer in a.ask("other.example.org").answers] == ["www.example.org.", "192.0.2.80"]
        assert a.ask("tcp.example.org").truncated
        assert a.ask("tcp.example.org", tcp=True).addresses == ["192.0.2.99"]
        for tcp in (False, True):
            try:
                reply = a.ask("silent.example.org", timeout=0.5, tcp=tcp)
                raise AssertionError(f"a reply: {reply}")
            except TimeoutError:
                pass
        why = a.cli("why", "x.gone.example.org", "--client", "127.0.0.1")
        assert "its rule for *.gone.example.org is NODATA" in why and "*.gone.example.org: NODATA" in why, why
        # It is all there again after a start, from the store alone.
        a.stop()
        a.start()
        assert a.ask("gone.example.org").rcode == "NXDOMAIN"
        assert a.ask("page.example.org").addresses == ["203.0.113.7"]
        # What stands above the categories stands above a zone.
        a.cli("unblock", "gone.example.org", "--group", "pupils", "--for", "1h", "--reason", "a test")
        assert a.ask("gone.example.org").addresses == ["192.0.2.99"]


def replies_are_those_of_other_resolvers():
    rpz_compare.run(int(os.environ.get("SCHOOLGATE_RPZ_QUERIES", "4000")), seed=1)


if __name__ == "__main__":
    lab.main([a_zones_actions_are_honoured, replies_are_those_of_other_resolvers])
