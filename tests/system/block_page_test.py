"""The block page, from the DNS answer that leads to it to the report that reaches the staff, and what is told meanwhile."""
import http.client
import json
import re
import ssl
import urllib.parse

import lab
from ports import free_port

REPORT = "/.well-known/schoolgate/report"


def http_ask(port: int, host: str, method: str = "GET", path: str = "/", body: str | None = None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=lab.DEADLINE)
    try:
        headers = {"Host": host, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read().decode()
    finally:
        connection.close()


def block_games(a: lab.Appliance) -> None:
    a.cli("lists", "import", str(lab.write_list(a, "games.txt", ["games.example"])), "--category", "games")
    a.api("PUT", "/settings", {"block_style": "block_page", "block_page_addresses": ["127.0.0.1"], "recent_blocks": "with_client",
                               "school": "Hill <School>", "reason": "a page that explains"})
    groups = {g["id"]: g for g in a.api("GET", "/groups")["groups"]}
    pupils = groups["pupils"]
    a.api("PUT", "/groups/pupils", {"blocked_categories": sorted({*pupils["blocked_categories"], "games"}), "reason": "test"})


def a_blocked_name_leads_to_the_page_and_its_report_to_the_staff():
    port = free_port()
    with lab.laboratory(extra=f'[block-page]\nlisten = ["127.0.0.1:{port}"]\n') as a:
        block_games(a)
        reply = a.ask("www.games.example")
        assert reply.addresses == ["127.0.0.1"] and [code for code, _ in reply.ede] == [15], reply
        status, headers, page = http_ask(port, "www.games.example")
        assert status == 403 and headers["Cache-Control"] == "no-store" and "Set-Cookie" not in headers, (status, headers)
        assert "www.games.example is blocked at Hill &lt;School&gt;." in page and "<script" not in page, page
        assert "games.txt" not in page
        # Which face it shows is told by whom the browser wanted, on either port.
        status, headers, _ = http_ask(port, f"127.0.0.1:{port}")
        assert status == 302 and headers["Location"] == f"https://127.0.0.1:{a.admin_port}/", (status, headers)
        assert b"is blocked" in a.raw("GET", "/", headers={"Host": "www.games.example"})[2]
        assert a.raw("GET", "/healthz", headers={"Host": "gate.school.example"})[0] == 200

        token = re.search(r'name="token" value="([0-9a-f]+)"', page).group(1)
        form = urllib.parse.urlencode({"kind": "needed", "text": "Year 5: chess", "token": token})
        status, _, page = http_ask(port, "www.games.example", "POST", REPORT, form)
        assert status == 200 and "Thank you" in page, (status, page)
        reports = a.api("GET", "/site-reports")["site_reports"]
        assert [(r["kind"], r["name"], r["text"], r["device"]) for r in reports] == \
            [("needed", "www.games.example", "Year 5: chess", "127.0.0.1")], reports
        added = [c for c in a.api("GET", "/changes?limit=500")["changes"] if c["kind"] == "site_report.added"]
        assert added[0]["after"]["name"] == "www.games.example" and added[0]["via"] == "system", added

        a.api("POST", f"/site-reports/{reports[0]['id']}/close", {"reason": "unblocked for Friday"})
        assert a.api("GET", "/site-reports")["site_reports"] == []
        a.cli("log", "export", "--format", "jsonl", "--out", str(a.folder / "log.jsonl"))
        a.cli("log", "verify", str(a.folder / "log.jsonl"))


def what_is_blocked_is_seen_as_it_happens_and_counted_by_the_hour():
    with lab.laboratory() as a:
        block_games(a)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        stream = http.client.HTTPSConnection("127.0.0.1", a.admin_port, timeout=lab.DEADLINE, context=context)
        stream.request("GET", "/api/v1/events", headers=a.session)
        reply = stream.getresponse()
        assert reply.status == 200 and reply.headers["Content-Type"] == "text/event-stream", reply.headers

        def next_event(kind: str):
            name = None
            while line := reply.readline().decode():
                if line.startswith("event: "):
                    name = line[7:].strip()
                elif line.startswith("data: ") and name == kind:
                    return json.loads(line[6:])
            raise AssertionError(f"the stream ended before an event {kind}")

        next_event("waiting")
        a.ask("www.games.example")
        blocked = next_event("blocked")
        assert blocked["name"] == "www.games.example" and blocked["client"] == "127.0.0.1", blocked
        serial = a.api("POST", "/rules", {"action": "block", "name": "more.example", "reason": "test"})["serial"]
        assert next_event("change") == {"serial": serial, "kind": "rule.added"}

        for _ in range(5):
            a.ask("www.games.example")
        lab.wait_for("the hour's counts", lambda: sum(h["blocked"] for h in a.api("GET", "/activity")["hours"]) >= 6)
        hours = a.api("GET", "/activity")["hours"]
        assert sum(h["by_category"].get("games", 0) for h in hours) >= 6, hours
        often = a.api("GET", "/over-blocking")["names"]
        assert often[0]["name"] == "www.games.example" and often[0]["devices"] == 1, often

        a.api("DELETE", "/session", expect=204)
        while reply.readline():
            pass  # the stream ends with the session
        assert a.stop() == 0
        a.start()
        assert sum(h["blocked"] for h in a.api("GET", "/activity")["hours"]) >= 6, "the counts outlive a restart"
        assert a.api("GET", "/recent-blocks")["blocks"] == [], "and names do not"


if __name__ == "__main__":
    lab.main([a_blocked_name_leads_to_the_page_and_its_report_to_the_staff,
              what_is_blocked_is_seen_as_it_happens_and_counted_by_the_hour])
