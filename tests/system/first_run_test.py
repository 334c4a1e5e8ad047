"""A new appliance: nobody signs in before it is claimed with the code of its console, once; and its upstream servers are
tested, set, and asked from then on, also after a restart."""
import json
import re

import lab
from ports import free_port

PASSWORD = "a lamp above the gate"


def post(a: lab.Appliance, path: str, body, headers=None):
    status, _, text = a.raw("POST", "/api/v1" + path, body, headers)
    return status, json.loads(text)


def claim(code: str, user: str = "a.shah") -> dict:
    return {"code": code, "user": user, "name": "Aisha Shah", "password": PASSWORD}


def codes_in_log(a: lab.Appliance) -> list[str]:
    return re.findall(r"set-up code ([a-z0-9-]+)", (a.folder / "log").read_text())


def a_new_appliance_is_claimed_with_the_code_of_its_console_and_only_once():
    with lab.laboratory() as a:
        status, _, text = a.raw("GET", "/api/v1/groups")
        assert status == 403 and json.loads(text)["type"] == "/problems/not-set-up", (status, text)
        assert post(a, "/session", {"user": "admin", "password": PASSWORD})[1]["type"] == "/problems/not-set-up"
        of_journal = codes_in_log(a)[0]
        renewed = json.loads(a.cli("setup-code", "--json"))["code"]
        assert post(a, "/setup", claim(of_journal))[0] == 422
        assert post(a, "/setup", claim(renewed)) == (201, {"user": "a.shah"})
        assert post(a, "/setup", claim(renewed, "somebody"))[0] == 409
        assert "set up already" in a.cli("setup-code", check=False)
        a.sign_in("a.shah", PASSWORD)
        assert [p["user"] for p in a.api("GET", "/people")["people"]] == ["a.shah"]
        added = [c for c in a.api("GET", "/changes?limit=500")["changes"] if c["kind"] == "person.added"]
        assert len(added) == 1 and added[0]["via"] == "system" and added[0]["address"] == "127.0.0.1", added
        assert renewed not in json.dumps(added)
        a.stop()
        a.start()
        assert len(codes_in_log(a)) == 1, "an appliance that is set up shows no code"


def upstream_servers_are_tested_and_then_asked_instead_of_the_configurations():
    with lab.laboratory() as a:
        good = re.search(r'servers = \["([^"]+)"', a.config.read_text()).group(1)
        a.config.write_text(a.config.read_text().replace(good, f"127.0.0.1:{free_port()}"))
        a.stop()
        a.start()
        assert a.ask("www.example.org", timeout=10).rcode == "SERVFAIL"
        rows = a.api("POST", "/settings/test-upstreams", {"servers": [f"127.0.0.1:{free_port()}", good], "name": "www.example.org"})["upstreams"]
        assert [row["answered"] for row in rows] == [False, True] and rows[0]["problem"], rows
        assert rows[1]["signatures"] == "none", rows
        problem = a.api("PUT", "/settings", {"upstreams": ["nonsense"], "reason": "x"}, expect=422)
        assert problem["errors"][0]["pointer"] == "/upstreams", problem
        a.api("PUT", "/settings", {"upstreams": [good], "reason": "the configuration's is away"})
        assert a.ask("www.example.org").addresses == ["192.0.2.80"]
        assert a.api("GET", "/status")["dns"]["upstreams"] == [good]
        a.stop()
        a.start()
        assert a.ask("www.example.org").addresses == ["192.0.2.80"]
        a.api("PUT", "/settings", {"upstreams": [], "reason": "back to the configuration's"})
        assert a.ask("mail.example.org", timeout=10).rcode == "SERVFAIL"


if __name__ == "__main__":
    lab.main([a_new_appliance_is_claimed_with_the_code_of_its_console_and_only_once,
              upstream_servers_are_tested_and_then_asked_instead_of_the_configurations])
