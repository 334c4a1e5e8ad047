"""A domain controller's names, with a real NSD as the controller: the appliance forwards what is the school's own."""
import lab

DOMAIN = """dc1 IN A 10.0.0.2
_ldap._tcp IN SRV 0 100 389 dc1
_ldap._tcp.dc._msdcs IN SRV 0 100 389 dc1
_kerberos._udp IN SRV 0 100 88 dc1
$TTL 1
pc-5 IN A 10.0.0.5"""


def a_domain_controllers_names_resolve_and_survive_a_restart():
    with lab.laboratory() as a:
        (a.folder / "controller").mkdir()
        controller = lab.Upstream(a.folder / "controller", {"school.local": DOMAIN, "10.in-addr.arpa": "2.0.0 IN PTR dc1.school.local."})
        try:
            assert a.ask("dc1.school.local").rcode == "NXDOMAIN"
            for zone in ("school.local", "10.in-addr.arpa"):
                a.api("PUT", f"/forward-zones/{zone.split('.')[0]}", {"zone": zone, "servers": [f"127.0.0.1:{controller.port}"],
                                                                      "reason": "sign-in"})
            for _ in range(2):
                assert a.ask("dc1.school.local").addresses == ["10.0.0.2"]
                assert a.ask("pc-5.school.local").addresses == ["10.0.0.5"]
                for service in ("_ldap._tcp", "_ldap._tcp.dc._msdcs", "_kerberos._udp"):
                    reply = a.ask(f"{service}.school.local", "SRV")
                    assert reply.rcode == "NOERROR" and len(reply.answers) == 1, (service, reply)
                reply = a.ask("2.0.0.10.in-addr.arpa", "PTR")
                assert reply.rcode == "NOERROR" and len(reply.answers) == 1, reply
                assert a.ask("nobody.school.local").rcode == "NXDOMAIN"
                assert a.ask("www.example.org").addresses == ["192.0.2.80"]
                a.kill()
                a.start()
        finally:
            controller.stop()


def a_local_record_is_answered_by_the_next_query():
    with lab.laboratory() as a:
        assert a.ask("intranet").rcode == "NXDOMAIN"
        a.api("PUT", "/local-records/intranet", {"name": "intranet", "type": "A", "value": "10.0.0.5", "reason": "the intranet"})
        assert a.ask("intranet").addresses == ["10.0.0.5"]
        a.api("DELETE", "/local-records/intranet?reason=gone")
        assert a.ask("intranet").rcode == "NXDOMAIN"


if __name__ == "__main__":
    lab.main([a_domain_controllers_names_resolve_and_survive_a_restart, a_local_record_is_answered_by_the_next_query])
