#!/usr/bin/env python3
"""The house rules that a compiler does not see: which room may include which, which library stays behind its owner,
that nothing walks through what a temporary shared_ptr was the last to hold, and that the API's description knows every
kind of change.

Prints a line a fault; exits 1 when there is one. The rules are those of ARCHITECTURE.md.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOMS = {  # room: the rooms it may include besides itself
    "blocklists": set(),
    "resolver": {"blocklists"},
    "admin-api": {"blocklists"},
    "deploy": {"blocklists", "resolver", "admin-api"},
}
CODEC = "blocklists/change-control/codec"  # and what its name goes on with: codec_values.cc
LIBRARIES = {  # include pattern: the places that own it (folders or files)
    r"rocksdb/": ["blocklists/store"],
    r"uv\.h": ["resolver/net", "resolver/upstream"],
    r"ldns/": ["resolver/wire"],
    r"unbound(-event)?\.h": ["resolver/upstream"],
    r"openssl/": ["resolver/net", "resolver/transfer", "resolver/upstream", "admin-api/http", "admin-api/auth"],
    r"httplib\.h": ["admin-api/http"],
    r"nlohmann/": ["admin-api", CODEC],
    r"sodium(\.h|/)": ["blocklists/change-control", "admin-api/auth", "admin-api/sending"],  # sending: signs webhooks
    r"curl/": ["blocklists/lists", "admin-api/sending", "admin-api/auth/oidc", "deploy/cli"],
    r"cjose/": ["admin-api/auth/oidc"],
    r"toml\+\+/": ["deploy"],
    r"CLI/": ["deploy"],
    r"archive(_entry)?\.h": ["deploy/service"],
    r"date/": ["blocklists/zone.cc"],
    r"libpsl\.h": ["blocklists/public_suffix.cc"],
    r"idn2\.h": ["blocklists/name.cc", "blocklists/idna.cc"],
    r"z(lib|std)\.h|lzma\.h": ["blocklists/lists"],
}
TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "resolver", "blocklists", "admin-api", "web-admin", "deploy", "tests", "fuzz",
    "LICENSE", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", ".clang-format", ".clang-tidy", ".ci",
    ".gitignore", ".git", "build", ".try",
}
# `for (x : changes.state()->rules)` lets go of the state before the first round (until C++23), and so does a reference to
# a member: another thread's change then frees what is being read. `for (const auto state = changes.state(); ...)`.
LET_GO = re.compile(r"for \([^;\n]* : [\w.>-]+\(\)->|& ?\w+ = [\w.>-]+\(\)->")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def owned(name: str, owner: str) -> bool:
    return name == owner or name.startswith(owner + "/") or (owner == CODEC and name.startswith(CODEC))


def faults_of(path: pathlib.Path) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    room = name.split("/")[0]
    text = path.read_text(encoding="utf-8")
    faults = [f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found.group()} lets go of what it reads"
              for found in LET_GO.finditer(text)]
    for target in INCLUDE.findall(text):
        other = target.split("/")[0]
        if other in ROOMS and other != room and other not in ROOMS[room]:
            faults.append(f"{name}: includes {target}: the arrow {room} -> {other} does not exist")
        for pattern, owners in LIBRARIES.items():
            if re.match(pattern, target) and not any(owned(name, o) for o in owners):
                faults.append(f"{name}: includes {target}, which belongs to {', '.join(owners)}")
    return faults


def kinds_of_change() -> list[str]:
    """The pages have words for what openapi.yaml lists, so it must list what change control has."""
    made = re.findall(r'^    \{"([a-z_.]+)", "', (ROOT / "blocklists/change-control/kind.cc").read_text(encoding="utf-8"), re.M)
    description = (ROOT / "admin-api/openapi.yaml").read_text(encoding="utf-8")
    listed = re.search(r"^    ChangeKind:.*?enum: \[([^\]]*)\]", description, re.M | re.S)
    told = re.split(r",\s*", listed.group(1)) if listed else []
    return [f"admin-api/openapi.yaml: ChangeKind and blocklists/change-control/kind.cc disagree about {kind}"
            for kind in sorted(set(made) ^ set(told))]


def main() -> int:
    faults = [f"{p.name}: is not one of the top level's places" for p in sorted(ROOT.iterdir()) if p.name not in TOP_LEVEL]
    faults += kinds_of_change()
    checked = 0
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in {".h", ".cc"}:
                checked += 1
                faults += faults_of(path)
    print("\n".join(faults) if faults else f"{checked} files: every include keeps to the house")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
