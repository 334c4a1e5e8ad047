"""What can go wrong at a school: a bad configuration, a full disk, a wrong clock, a dead upstream, a lost box."""
import os
import pathlib
import socket
import subprocess
import tempfile

import lab
from unblock_test import block_casino, grant, is_blocked

FAKETIME = next((str(p) for p in pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), "")


def a_bad_configuration_is_told_fault_by_fault_with_file_line_and_key():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "bad.toml"
        path.write_text('[dns]\nlisten = ["nowhere"]\nalow = ["10.0.0.0/8"]\nworkers = -1\n\n[upstream]\nmode = "recursive"\nservers = []\n'
                        '[dns.tls]\nlisten = ["127.0.0.1:853"]\n[admim]\nlisten = "x"\n')
        for command in ("check-config", "serve"):
            done = subprocess.run([lab.BINARY, command, "--config", path], capture_output=True, text=True, timeout=lab.DEADLINE)
            assert done.returncode == 78, done
            for expected in (f"{path}:2: dns.listen: ", f"{path}:3: dns.alow: is not a key that exists; did you mean \"dns.allow\"?",
                             f"{path}:4: dns.workers: ", f"{path}:7: upstream.mode: ", f"{path}:8: upstream.servers: ", "dns.tls: ",
                             "admim: is not a key that exists; did you mean \"admin\"?"):
                assert expected in done.stderr, (expected, done.stderr)
        path.write_text("[dns\n")
        done = subprocess.run([lab.BINARY, "check-config", "--config", path], capture_output=True, text=True, timeout=lab.DEADLINE)
        assert done.returncode == 78 and f"{path}:1" in done.stderr, done


def a_taken_admin_port_or_a_bad_certificate_stops_the_web_admin_and_not_the_filter():
    with lab.laboratory(start=False) as a, socket.socket() as other:
        other.bind(("127.0.0.1", a.admin_port))
        other.listen()
        a.start(wait=False)
        a.wait_until_answering()
        block_casino(a)
        assert is_blocked(a) and "no web admin on the network" in a.cli("status"), a.cli("status")
        other.close()
        lab.wait_for("the admin API answers", lambda: a.raw("GET", "/healthz")[0] == 200)
        assert a.stop() == 0
        broken = a.folder / "broken.pem"
        broken.write_text("not a certificate")
        a.config.write_text(a.config.read_text().replace("[store]", f'certificate = "{broken}"\nkey = "{broken}"\n[store]'))
        a.start(wait=False)
        a.wait_until_answering()
        assert is_blocked(a) and "broken.pem" in a.cli("status"), a.cli("status")


def a_full_disk_refuses_changes_and_dns_goes_on():
    if os.getuid() != 0:
        print("left out: a small disk can be mounted by root only")
        return
    with lab.laboratory(start=False) as a:
        a.store.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", a.store], check=True)
        try:
            a.start()
            block_casino(a)
            filler = a.store / "filler"
            with filler.open("wb", buffering=0) as out:
                try:
                    while True:
                        out.write(b"\0" * 4096)
                except OSError:
                    pass
            refused = None
            for number in range(4000):
                try:
                    a.console("POST", "/rules", {"action": "block", "name": f"n{number}.example", "groups": [], "reason": "x" * 900})
                except AssertionError as fault:
                    refused = str(fault)
                    break
            assert refused and ("disk" in refused or "storage" in refused), refused
            assert is_blocked(a) and a.ask("www.example.org").addresses == ["192.0.2.80"]
            filler.unlink()
            lab.wait_for("changes are taken again", lambda: a.console("POST", "/rules", {
                "action": "block", "name": "after.example", "groups": [], "reason": "the disk has room again"}))
            assert a.ask("after.example").addresses == ["0.0.0.0"]
            a.kill()
            a.start()
            assert a.ask("after.example").addresses == ["0.0.0.0"]
        finally:
            if a.process and a.process.poll() is None:
                a.kill()
            subprocess.run(["umount", "-l", a.store], check=True)


def with_a_clock_at_1970_the_box_filters_and_permissions_wait():
    with lab.laboratory(start=False) as a:
        a.start()
        block_casino(a)
        grant(a, 7200)
        assert not is_blocked(a)
        a.stop()
        a.start(LD_PRELOAD=FAKETIME, FAKETIME="@1970-01-02 00:00:00", DONT_FAKE_MONOTONIC="1")
        assert is_blocked(a), "a temporary unblock is in force although nobody knows the time"
        assert a.ask("www.example.org").addresses == ["192.0.2.80"]
        assert a.console("GET", "/status")["clock"]["trusted"] is False
        a.console("POST", "/rules", {"action": "block", "name": "early.example", "groups": [], "reason": "made with a wrong clock"})
        assert a.console("GET", "/changes?after=0&limit=500")["changes"][-1]["clock_trusted"] is False
        a.stop()
        a.start()
        assert not is_blocked(a)
        a.cli("log", "export", "--format", "csv", "--out", str(a.folder / "log.csv"))
        a.cli("log", "verify", str(a.folder / "log.csv"))


def a_dead_upstream_is_told_and_the_filter_goes_on():
    with lab.laboratory(start=False) as a:
        a.config.write_text(a.config.read_text().replace('servers = ["127.0.0.1:', 'servers = ["127.0.0.1:1", "127.0.0.2:'))
        a.start()
        block_casino(a)
        reply = a.ask("www.example.org", timeout=30)
        assert reply.rcode == "SERVFAIL" and {code for code, _ in reply.ede} & {22, 23}, reply
        assert is_blocked(a)


def a_backup_is_restored_and_a_cut_off_one_is_refused():
    with lab.laboratory() as a:
        backup = a.folder / "backup.tar.zst"
        block_casino(a)
        a.cli("backup", str(backup))
        a.console("POST", "/rules", {"action": "block", "name": "later.example", "groups": [], "reason": "after the backup"})
        assert a.ask("later.example").addresses == ["0.0.0.0"]
        a.cli("restore", str(backup))
        lab.wait_for("the restored appliance answers", lambda: a.ask("later.example", timeout=1).rcode == "NXDOMAIN" or
                     a.ask("later.example", timeout=1).addresses != ["0.0.0.0"])
        assert is_blocked(a)
        log = lab.wait_for("the console answers", lambda: a.console("GET", "/changes?after=0&limit=500"))["changes"]
        assert log[-1]["kind"] == "store.restored", log[-1]
        broken = a.folder / "broken.tar.zst"
        broken.write_bytes(backup.read_bytes()[:-200])
        assert a.cli("restore", str(broken), check=False).startswith("1\n")
        assert is_blocked(a)


if __name__ == "__main__":
    lab.main([a_bad_configuration_is_told_fault_by_fault_with_file_line_and_key,
              a_taken_admin_port_or_a_bad_certificate_stops_the_web_admin_and_not_the_filter, a_full_disk_refuses_changes_and_dns_goes_on,
              with_a_clock_at_1970_the_box_filters_and_permissions_wait, a_dead_upstream_is_told_and_the_filter_goes_on,
              a_backup_is_restored_and_a_cut_off_one_is_refused])
