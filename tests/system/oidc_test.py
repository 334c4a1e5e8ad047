"""Signing in with the school's accounts through the real binary, at a real OpenID Connect provider (npm's oidc-provider) with
a private authority: who comes in, who does not, and every reply that was played before or belongs to somebody else."""
import contextlib
import json
import pathlib
import subprocess
import urllib.parse

import lab
from authority import Authority
from browser import Browser, Reply

PROVIDER = pathlib.Path(__file__).resolve().parent / "oidc"
SECRET = "a-client-secret-that-no-page-shows-0123456789"
CALLBACK = "/api/v1/session/oidc/callback"


def install() -> None:
    """What package-lock.json names, unless it is there."""
    done = PROVIDER / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= (PROVIDER / "package-lock.json").stat().st_mtime:
        return
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PROVIDER, check=True, stdout=subprocess.DEVNULL)


class Provider:
    def __init__(self, a: lab.Appliance):
        self.authority = Authority(a.folder, "provider")
        self.command = ["node", PROVIDER / "provider.mjs", *self.authority.issue("localhost"),
                        f"https://127.0.0.1:{a.admin_port}{CALLBACK}", SECRET]
        self.log = (a.folder / "provider.log").open("w")
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.issuer = f"https://localhost:{json.loads(self.process.stdout.readline())['port']}"

    def change_key(self):
        self.process.stdin.write('{"rotate": true}\n')
        self.process.stdin.flush()
        self.process.stdout.readline()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(lab.DEADLINE)
        self.log.close()


@contextlib.contextmanager
def school(**more):
    """An appliance that knows a provider, and a teacher, a leaver and a pupil of a name nobody has here."""
    with lab.laboratory() as a:
        provider = Provider(a)
        try:
            for user, role in (("j.smith", "teacher"), ("l.eaver", "teacher")):
                a.api("POST", "/people", {"user": user, "role": role, "reason": "the register"})
            set_up(a, provider, **more)
            yield a, provider
        finally:
            provider.stop()


def set_up(a: lab.Appliance, provider: Provider, expect: int = 200, **more):
    a.api("PUT", "/single-sign-on", {
        "enabled": True, "provider": "other", "issuer": provider.issuer, "client_id": "schoolgate", "client_secret": SECRET,
        "redirect_uri": f"https://127.0.0.1:{a.admin_port}{CALLBACK}", "domain": "school.example",
        "authority": provider.authority.certificate.read_text(), "reason": "the school's accounts", **more}, expect=expect)


def begin(a: lab.Appliance, browser: Browser) -> str:
    """The provider's address that the appliance sends the browser to."""
    away = browser.get(f"https://127.0.0.1:{a.admin_port}/api/v1/session/oidc")
    assert away.status == 303, (away.status, away.body)
    return away.location


def at_provider(browser: Browser, address: str, name: str) -> str:
    """Signs in there; the address that the provider sends the browser back to, which is not followed."""
    page = browser.get(address)
    for _ in range(12):
        while page.leads_on():
            if urllib.parse.urlsplit(page.location).path == CALLBACK:
                return page.location
            page = browser.get(page.location)
        assert page.status == 200, (page.status, page.address, page.body[:500])
        page = browser.submit(page, login=name, password="whatever")
    raise AssertionError("the provider asks without end")


def come_back(a: lab.Appliance, name: str, browser: Browser | None = None) -> tuple[Browser, str]:
    browser = browser or Browser()
    return browser, at_provider(browser, begin(a, browser), name)


def sign_in(a: lab.Appliance, name: str, browser: Browser | None = None) -> tuple[Browser, Reply]:
    browser, back = come_back(a, name, browser)
    return browser, browser.get(back)


def who(a: lab.Appliance, browser: Browser) -> dict:
    reply = browser.get(f"https://127.0.0.1:{a.admin_port}/api/v1/session")
    return json.loads(reply.body) if reply.status == 200 else {}


def refusals(a: lab.Appliance) -> list[str]:
    return [json.loads(each["after"])["reason"] if isinstance(each["after"], str) else each["after"]["reason"]
            for each in changes(a) if each["kind"] == "person.refused"]


def changes(a: lab.Appliance) -> list[dict]:
    return a.api("GET", "/changes?limit=500")["changes"]


def refused(a: lab.Appliance, browser: Browser, reply: Reply, reason: str, status: int = 403):
    assert reply.status == status, (reply.status, reply.body)
    assert reply.headers["Content-Type"] == "application/problem+json" and reason not in reply.body, reply.body
    assert not who(a, browser), "signed in all the same"
    assert refusals(a)[-1] == reason, refusals(a)


def with_query(address: str, **fields: str) -> str:
    parts = urllib.parse.urlsplit(address)
    query = {**dict(urllib.parse.parse_qsl(parts.query)), **fields}
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def a_teacher_signs_in():
    with school() as (a, provider):
        report = a.api("POST", "/single-sign-on/test")
        assert report["works"] and report["secret"] == "accepted" and report["sends_issuer"], report
        browser = Browser()
        address = begin(a, browser)
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        assert query["code_challenge_method"] == "S256" and len(query["code_challenge"]) == 43, query
        reply = browser.get(at_provider(browser, address, "teacher"))
        assert reply.status == 303 and urllib.parse.urlsplit(reply.location).path == "/", (reply.status, reply.body)
        assert who(a, browser)["user"] == "j.smith" and who(a, browser)["role"] == "teacher", who(a, browser)
        kinds = [each["kind"] for each in changes(a)]
        assert kinds[-2:] == ["person.linked", "person.signed_in"], kinds
        # Once more, in another browser: bound already.
        other, reply = sign_in(a, "teacher")
        assert reply.status == 303 and who(a, other)["user"] == "j.smith"
        assert [each["kind"] for each in changes(a)].count("person.linked") == 1
        # After a restart: the secret and the link are in the store.
        a.stop()
        a.start()
        other, reply = sign_in(a, "teacher")
        assert reply.status == 303 and who(a, other)["user"] == "j.smith"
        assert nothing_tells_the_secret(a)
        assert a.cli("log", "verify", export(a))


def export(a: lab.Appliance) -> str:
    path = a.folder / "export.jsonl"
    a.cli("log", "export", "--format", "jsonl", "--out", str(path))
    return str(path)


def nothing_tells_the_secret(a: lab.Appliance) -> bool:
    told = (a.folder / "log").read_text() + pathlib.Path(export(a)).read_text() + str(a.api("GET", "/single-sign-on")) + \
        str(changes(a))
    return SECRET not in told


def replies_that_were_played_before_or_belong_elsewhere():
    with school() as (a, provider):
        # The nonce that the token carries is not the one that was sent.
        browser = Browser()
        back = at_provider(browser, with_query(begin(a, browser), nonce="another-nonce"), "teacher")
        refused(a, browser, browser.get(back), "nonce")

        # The same reply twice, in the browser that was signed in by it and signed out since.
        browser, first = come_back(a, "teacher")
        assert browser.get(first).status == 303
        again = Browser()
        begin(a, again)
        refused(a, again, again.get(first), "unknown_flow", 400)

        # A code that was used, with a state that was not.
        browser, back = come_back(a, "teacher")
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(first).query))["code"]
        refused(a, browser, browser.get(with_query(back, code=code)), "code")

        # Somebody else's reply, good and unused, in a browser that began a sign-in of its own; and in none that did.
        _, theirs = come_back(a, "teacher")
        browser = Browser()
        begin(a, browser)
        refused(a, browser, browser.get(theirs), "other_browser", 400)
        _, theirs = come_back(a, "teacher")
        refused(a, Browser(), Browser().get(theirs), "other_browser", 400)

        # Somebody else's code with this browser's state: PKCE and the nonce are this browser's.
        _, theirs = come_back(a, "teacher")
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(theirs).query))["code"]
        browser, back = come_back(a, "leaver")
        assert browser.get(with_query(back, code=code)).status == 403 and not who(a, browser)

        # The reply of another provider.
        browser, back = come_back(a, "teacher")
        refused(a, browser, browser.get(with_query(back, iss="https://evil.example")), "other_issuer")

        # The person who does not consent there.
        browser = Browser()
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begin(a, browser)).query))
        denied = with_query(f"https://127.0.0.1:{a.admin_port}{CALLBACK}", state=query["state"], error="access_denied",
                            error_description="<b>no</b>", iss=provider.issuer)
        refused(a, browser, browser.get(denied), "provider_refused")


def people_who_may_not():
    with school() as (a, provider):
        assert sign_in(a, "teacher")[1].status == 303
        a.api("PATCH", "/people/l.eaver", {"disabled": True, "reason": "left"})
        for name, reason in (("leaver", "disabled"), ("impostor", "other_account"), ("pupil", "unknown"), ("outsider", "unknown"),
                             ("unverified", "unverified")):
            browser, reply = sign_in(a, name)
            assert reply.status == 403 and not who(a, browser), (name, reply.status)
            assert reason in refusals(a), (name, refusals(a))
        people = [each["user"] for each in a.api("GET", "/people")["people"]]
        assert sorted(people) == ["admin", "j.smith", "l.eaver"], people
        # Who is new is added only when the school says so.
        a.api("PUT", "/single-sign-on", {"create_teachers": True, "required": True, "reason": "staff only there"})
        browser, reply = sign_in(a, "newcomer")
        assert reply.status == 303 and who(a, browser)["user"] == "n.ewcomer" and who(a, browser)["role"] == "teacher"
        added = next(each for each in changes(a) if each["kind"] == "person.added" and each["subject"] == "n.ewcomer")
        assert added["via"] == "system", added
        # A person who is unbound binds anew: whoever comes first.
        a.api("DELETE", "/people/j.smith/sign-in-link", {"reason": "a new account"})
        browser, reply = sign_in(a, "impostor")
        assert reply.status == 303 and who(a, browser)["user"] == "j.smith"
        # Disabled while signed in: the session is over.
        a.api("PATCH", "/people/j.smith", {"disabled": True, "reason": "left"})
        assert not who(a, browser)


def a_provider_with_new_keys_and_one_that_is_away():
    with school() as (a, provider):
        assert sign_in(a, "teacher")[1].status == 303
        provider.change_key()
        browser, reply = sign_in(a, "teacher")
        assert reply.status == 303 and who(a, browser)["user"] == "j.smith", reply.body
        # It goes away between leaving and coming back.
        browser, back = come_back(a, "teacher")
        provider.stop()
        refused(a, browser, browser.get(back), "provider", 503)
        report = a.api("POST", "/single-sign-on/test")
        assert not report["works"] and "cannot be reached" in report["problem"], report
        reply = Browser().get(f"https://127.0.0.1:{a.admin_port}/api/v1/session/oidc")
        assert reply.status == 503 and "localhost" not in reply.body, (reply.status, reply.body)
        # Network managers have their password.
        a.session = None
        a.sign_in()


def a_provider_that_cannot_be_trusted():
    with school(no_authority=True) as (a, provider):
        # `authority` and `no_authority` together: the latter counts, and the provider is a stranger.
        report = a.api("POST", "/single-sign-on/test")
        assert not report["works"] and "certificate" in report["problem"], report
        reply = Browser().get(f"https://127.0.0.1:{a.admin_port}/api/v1/session/oidc")
        assert reply.status == 503, (reply.status, reply.body)
        # With its authority, but under another name than it has.
        set_up(a, provider, issuer=provider.issuer.replace("localhost", "127.0.0.1"))
        report = a.api("POST", "/single-sign-on/test")
        assert not report["works"] and "certificate" in report["problem"], report
        set_up(a, provider, client_secret="a wrong secret")
        report = a.api("POST", "/single-sign-on/test")
        assert not report["works"] and report["secret"] == "refused", report
        set_up(a, provider)
        assert sign_in(a, "teacher")[1].status == 303


if __name__ == "__main__":
    install()
    lab.main([a_teacher_signs_in, replies_that_were_played_before_or_belong_elsewhere, people_who_may_not,
              a_provider_with_new_keys_and_one_that_is_away, a_provider_that_cannot_be_trusted])
