"""People and what they sign in with, through the program itself: HTTPS, the command line, restarts and the store's files."""
import base64
import hashlib
import hmac
import json
import struct
import time

import lab

PASSWORD = "Tuesday-Marmalade-9"


def code_of(key: str, steps: int = 0) -> str:
    """RFC 6238, by another implementation than the appliance's."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(key), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def post(a: lab.Appliance, path: str, body: dict, headers: dict | None = None):
    status, _, text = a.raw("POST", "/api/v1" + path, body, headers)
    return status, json.loads(text)


def with_token(a: lab.Appliance, token: str, path: str) -> int:
    return a.raw("GET", "/api/v1" + path, headers={"Authorization": "Bearer " + token})[0]


def kinds(a: lab.Appliance) -> list[str]:
    return [change["kind"] for change in a.console("GET", "/changes?after=0")["changes"]]


def a_second_factor_and_a_token_outlive_a_restart_and_a_code_is_still_taken_once():
    with lab.laboratory() as a:
        a.sign_in()
        key = a.api("POST", "/session/factor", {})["key"]
        codes = a.api("POST", "/session/factor/confirm", {"code": code_of(key)})["recovery_codes"]
        token = a.api("POST", "/tokens", {"name": "a script", "scope": "read"})["token"]
        password = a.first_password()
        used = code_of(key, 1)  # the drift is a step either way
        assert post(a, "/session", {"user": "admin", "password": password, "totp": used})[0] == 201
        assert with_token(a, token, "/rules") == 200
        a.stop()
        a.start()
        status, problem = post(a, "/session", {"user": "admin", "password": password})
        assert status == 401 and problem["type"] == "/problems/second-factor-needed", problem
        assert post(a, "/session", {"user": "admin", "password": password, "totp": used})[0] == 401
        assert post(a, "/session", {"user": "admin", "password": password, "totp": codes[0]})[0] == 201
        assert with_token(a, token, "/rules") == 200
        out = a.folder / "log.jsonl"
        a.cli("log", "export", "--format", "jsonl", "--out", str(out))
        text = out.read_text()
        assert key not in text and token not in text and not any(code in text for code in codes)
        for file in a.store.rglob("*"):  # what was shown once is nowhere but with its owner
            if file.is_file() and not file.is_symlink():
                held = file.read_bytes()
                assert token.encode() not in held and codes[1].encode() not in held, file


def an_invited_person_signs_in_and_a_leaver_does_not():
    with lab.laboratory() as a:
        told = a.cli("people", "invite", "n.new", "--role", "teacher", "--mail", "n.new@school.example")
        code = told.strip().rsplit(" ", 1)[1]
        status, reply = post(a, "/invitations/n.new/take", {"code": code, "password": PASSWORD})
        assert status == 201, reply
        assert post(a, "/invitations/n.new/take", {"code": code, "password": PASSWORD})[0] == 409
        a.sign_in("n.new", PASSWORD)
        assert "n.new@school.example" in a.cli("people", "show")
        a.cli("people", "change", "n.new", "--disable", "--reason", "left at Christmas")
        a.api("GET", "/session", expect=401)
        assert post(a, "/session", {"user": "n.new", "password": PASSWORD})[0] == 401
        assert "DISABLED" in a.cli("people", "show")


def the_console_rescues_a_network_manager_and_everybody_is_told():
    with lab.laboratory() as a:
        a.cli("people", "add", "second", "--role", "network_manager")
        a.sign_in()
        key = a.api("POST", "/session/factor", {})["key"]
        a.api("POST", "/session/factor/confirm", {"code": code_of(key)})
        a.cli("people", "change", "admin", "--disable", "--reason", "suspended")
        assert a.cli("people", "rescue", "admin", check=False)[0] != "0"  # no reason
        told = a.cli("people", "rescue", "admin", "--reason", "the other manager is on leave")
        password = next(line for line in told.splitlines() if line.startswith("one-time password: ")).split()[-1]
        a.sign_in("admin", password)
        a.api("GET", "/people")
        assert "break-glass: at the console admin was given" in a.cli("status")
        assert kinds(a)[-6:] == ["factor.removed", "person.changed",  # disabled
                                 "person.changed", "password.set", "person.rescued", "person.signed_in"], kinds(a)[-6:]


def the_register_is_exported_to_a_file_and_that_is_on_record():
    with lab.laboratory() as a:
        a.cli("people", "add", "t.smith", "--role", "staff", "--name", "=cmd()")
        out = a.folder / "people.csv"
        a.cli("people", "export", "--out", str(out))
        rows = out.read_text().splitlines()
        assert rows[0].startswith("user,name,role"), rows
        assert "t.smith,'=cmd(),teacher,,active,none,,0" in rows, rows
        assert kinds(a)[-1] == "people.exported"


def nobody_signs_in_from_a_network_that_the_school_did_not_name_and_the_console_puts_it_right():
    with lab.laboratory() as a:
        a.sign_in()
        a.api("PUT", "/settings", {"admin_networks": ["10.0.0.0/8"], "reason": "offices"}, expect=409)
        a.console("PUT", "/settings", {"admin_networks": ["10.0.0.0/8"], "reason": "offices"})
        a.api("GET", "/rules", expect=403)
        password = a.first_password()
        assert post(a, "/session", {"user": "admin", "password": password})[0] == 403
        assert a.raw("GET", "/healthz")[0] == 200
        a.console("PUT", "/settings", {"admin_networks": [], "reason": "too strict"})
        a.api("GET", "/rules")


if __name__ == "__main__":
    lab.main([a_second_factor_and_a_token_outlive_a_restart_and_a_code_is_still_taken_once,
              an_invited_person_signs_in_and_a_leaver_does_not,
              the_console_rescues_a_network_manager_and_everybody_is_told,
              the_register_is_exported_to_a_file_and_that_is_on_record,
              nobody_signs_in_from_a_network_that_the_school_did_not_name_and_the_console_puts_it_right])
