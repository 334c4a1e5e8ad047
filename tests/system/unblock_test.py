"""A temporary unblock from grant to end, asked of the DNS and of the log, with restarts and kills in between."""
import datetime
import time

import lab


def utc(seconds: float) -> str:
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def block_casino(a: lab.Appliance) -> None:
    a.cli("lists", "import", str(lab.write_list(a, "casinos.txt", ["casino.example", "roulette.example"])), "--category", "gambling")


def is_blocked(a: lab.Appliance, name: str = "casino.example") -> bool:
    return a.ask(name).addresses == ["0.0.0.0"]


def grant(a: lab.Appliance, seconds: float, name: str = "casino.example"):
    return a.api("POST", "/unblocks", {"names": [name], "topic": "Probability", "groups": ["pupils"], "until": utc(seconds),
                                       "reason": "Year 9 lesson on odds"})


def a_listed_name_is_blocked_and_an_unlisted_one_is_answered_as_the_upstream_does():
    with lab.laboratory() as a:
        assert a.ask("casino.example").addresses == ["192.0.2.66"]
        block_casino(a)
        reply = a.ask("casino.example")
        assert reply.addresses == ["0.0.0.0"] and [code for code, _ in reply.ede] == [15] and reply.ttl <= 10, reply
        assert a.ask("deep.casino.example", "AAAA").addresses == ["::"]
        assert a.ask("casino.example", "TXT").answers == []
        assert a.ask("casino.example", tcp=True).addresses == ["0.0.0.0"]
        assert a.ask("www.example.org").addresses == ["192.0.2.80"]
        assert a.ask("www.example.org", "AAAA").addresses == ["2001:db8::80"]


def an_unblock_is_obeyed_by_the_next_query_and_ends_by_itself():
    with lab.laboratory() as a:
        block_casino(a)
        assert is_blocked(a)
        grant(a, 12)
        granted = a.api("GET", "/unblocks")["unblocks"][0]["until"]
        until = datetime.datetime.fromisoformat(granted.replace("Z", "+00:00")).timestamp()
        asked = time.time()
        reply = a.ask("casino.example")
        assert reply.addresses == ["192.0.2.66"], reply
        assert reply.ttl <= until - asked + 1
        why = a.api("GET", "/check?name=casino.example&client=127.0.0.1")
        assert why["verdict"] == "allow" and "unblock" in str(why), why
        assert "unblock" in a.cli("why", "casino.example", "--client", "127.0.0.1").lower()
        while not is_blocked(a):
            asked = time.time()  # before the question: the answer counts whole seconds from some moment after it
            reply = a.ask("casino.example")
            assert time.time() < until + 2, "still open after its end"
            time.sleep(0.02)  # a client, not a flood
            if reply.addresses == ["192.0.2.66"]:
                assert reply.ttl <= max(1, until - asked + 1), (reply.ttl, until - asked)
        assert time.time() >= until - 1, "closed before its end"
        lab.wait_for("the expiry is on record",
                     lambda: any(c["kind"] == "unblock.expired" for c in a.api("GET", "/changes?after=0")["changes"]))


def a_restart_and_a_kill_change_nothing():
    with lab.laboratory() as a:
        block_casino(a)
        grant(a, 3600)
        assert not is_blocked(a)
        assert a.stop() == 0
        a.start()
        assert a.ask("casino.example").addresses == ["192.0.2.66"] and is_blocked(a, "roulette.example")
        a.kill()
        a.start()
        assert a.ask("casino.example").addresses == ["192.0.2.66"] and is_blocked(a, "roulette.example")
        running = a.api("GET", "/unblocks")["unblocks"]
        a.api("DELETE", f"/unblocks/{running[0]['id']}?reason=lesson%20over")
        assert is_blocked(a)
        grant(a, 4)
        a.kill()
        time.sleep(5)  # its time passes while the box is off
        a.start()
        assert is_blocked(a)


if __name__ == "__main__":
    lab.main([a_listed_name_is_blocked_and_an_unlisted_one_is_answered_as_the_upstream_does,
              an_unblock_is_obeyed_by_the_next_query_and_ends_by_itself, a_restart_and_a_kill_change_nothing])
