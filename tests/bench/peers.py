"""The servers that a run compares, each set up as its makers advise for one core, a large list and forwarding.

Every peer blocks a listed name and all below it, and answers NXDOMAIN, the cheapest reply; Schoolgate answers as it does
in a school. DNSSEC validation is off everywhere, since it was done when an answer went into the cache or not at all.
"""
import getpass
import pathlib
import shutil

import data as names
from server import Server, free_port

CACHED_ANSWERS = 200_000  # room for what is visited and for the misses of a run


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if not found:
        raise SystemExit(f"{name} is not installed: deploy/install-packages bench")
    return found


def unbound(folder: pathlib.Path, data: names.Data, upstream: int) -> Server:
    port = free_port()
    with (folder / "zones.conf").open("w") as out, data.listed.open() as listed:
        out.writelines(f'local-zone: "{name.strip()}" always_nxdomain\n' for name in listed)
    (folder / "unbound.conf").write_text(f"""server:
 interface: 127.0.0.1@{port}
 num-threads: 1
 do-daemonize: no
 username: ""
 chroot: ""
 pidfile: ""
 directory: "{folder}"
 use-syslog: no
 verbosity: 0
 module-config: "iterator"
 do-not-query-localhost: no
 qname-minimisation: no
 target-fetch-policy: "0 0 0 0 0"
 outgoing-range: 8192
 num-queries-per-thread: 4096
 msg-cache-size: 64m
 rrset-cache-size: 128m
 msg-cache-slabs: 1
 rrset-cache-slabs: 1
 infra-cache-slabs: 1
 key-cache-slabs: 1
 so-rcvbuf: 4m
 so-sndbuf: 4m
 minimal-responses: yes
 rrset-roundrobin: no
 include: "{folder}/zones.conf"
remote-control:
 control-enable: no
forward-zone:
 name: "."
 forward-addr: 127.0.0.1@{upstream}
""")
    return Server("unbound", folder, port, [program("unbound"), "-d", "-p", "-c", folder / "unbound.conf"])


def dnsdist(folder: pathlib.Path, data: names.Data, upstream: int) -> Server:
    port = free_port()
    (folder / "dnsdist.conf").write_text(f"""setSecurityPollSuffix("")
setLocal("127.0.0.1:{port}")
setUDPSocketBufferSizes(4194304, 4194304)
setMaxUDPOutstanding(65535)
newServer({{address="127.0.0.1:{upstream}", sockets=4}}):setUp()
getPool(""):setCache(newPacketCache({CACHED_ANSWERS}, {{maxTTL=86400}}))
local listed = newSuffixMatchNode()
for name in io.lines("{data.listed}") do listed:add(newDNSName(name)) end
addAction(SuffixMatchNodeRule(listed, true), RCodeAction(DNSRCode.NXDOMAIN))
""")
    return Server("dnsdist", folder, port, [program("dnsdist"), "--supervised", "--disable-syslog", "-C", folder / "dnsdist.conf"])


def dnsmasq(folder: pathlib.Path, data: names.Data, upstream: int) -> Server:
    port = free_port()
    with (folder / "dnsmasq.conf").open("w") as out, data.listed.open() as listed:
        out.write(f"""port={port}
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
pid-file
user={getpass.getuser()}
server=127.0.0.1#{upstream}
cache-size={CACHED_ANSWERS}
dns-forward-max=500
log-facility={folder}/dnsmasq.log
""")
        out.writelines(f"local=/{name.strip()}/\n" for name in listed)
    return Server("dnsmasq", folder, port, [program("dnsmasq"), "--keep-in-foreground", f"--conf-file={folder}/dnsmasq.conf"])


def knot_resolver(folder: pathlib.Path, data: names.Data, upstream: int) -> Server:
    port = free_port()
    with (folder / "listed.rpz").open("w") as out, data.listed.open() as listed:
        out.write("$ORIGIN rpz.local.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 60\n")
        for name in listed:
            name = name.strip()
            out.write(f"{name} CNAME .\n*.{name} CNAME .\n")
    (folder / "run").mkdir(exist_ok=True)
    (folder / "kresd.conf").write_text(f"""net.listen("127.0.0.1", {port}, {{ kind = "dns" }})
trust_anchors.remove(".")
cache.size = 100 * MB
policy.add(policy.rpz(policy.DENY, "{folder}/listed.rpz", false))
policy.add(policy.all(policy.FORWARD("127.0.0.1@{upstream}")))
""")
    return Server("knot-resolver", folder, port, [program("kresd"), "-n", "-c", folder / "kresd.conf", folder / "run"])


def echo(programs, folder: pathlib.Path) -> Server:
    """Not a DNS server: the cost of the two system calls that none can do without."""
    port = free_port()
    return Server("echo", folder, port, [programs.echo, port])


PEERS = (unbound, dnsdist, dnsmasq, knot_resolver)
