#!/usr/bin/env python3
"""Changes one comparison of the policy at a time, in a copy of the sources, and expects the decision table to fail.

usage: tests/mutate.py [FOLDER]     FOLDER keeps the copy and its build for the next time (a temporary one otherwise)

A mutation that survives is a line that the table lacks. Takes some minutes, so tests/run leaves it out; run it after a
change to blocklists/policy/tiers.cc or schedule.cc.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPIED = ["CMakeLists.txt", "blocklists", "resolver", "admin-api", "deploy", "tests"]
TEST = "every line of the decision table*"
TIERS, SCHEDULE = "blocklists/policy/tiers.cc", "blocklists/policy/schedule.cc"
MUTATIONS = [  # file, what stands there once, what it is changed into
    (TIERS, "now < *row->until", "now <= *row->until"),
    (TIERS, "now >= unblock.until", "now > unblock.until"),
    (TIERS, "now >= unblock.starts", "now > unblock.starts"),
    (TIERS, "found.rule->action == RuleAction::block", "found.rule->action == RuleAction::allow"),
    (TIERS, "tier >= Tier::quarantine", "tier > Tier::quarantine"),
    (TIERS, "tier >= Tier::unblock", "tier > Tier::unblock"),
    (TIERS, "tier >= Tier::category", "tier > Tier::category"),
    (TIERS, "found.in_garden || found.essential", "found.in_garden && found.essential"),
    (TIERS, "state.in_force ? stand.inside : stand.outside", "state.in_force ? stand.outside : stand.inside"),
    (TIERS, "found.service_says == Snapshot::Says::allow ? Verdict", "found.service_says != Snapshot::Says::allow ? Verdict"),
    (TIERS, "if (found.service || !found.wanted.empty()", "if (!found.wanted.empty()"),
    (TIERS, "says_now(found, row.stand, now) == Snapshot::Says::block", "says_now(found, row.stand, now) != Snapshot::Says::block"),
    (TIERS, "if (!found.clock_sane) {", "if (found.clock_sane) {"),
    (TIERS, ".walled_garden || found.own", ".walled_garden"),
    (TIERS, "if (found.own) return std::nullopt;", ""),
    (TIERS, "if (found.service || !(found.wanted | found.unwanted).empty()) return;", ""),
    (TIERS, "if (found.service || !(found.wanted", "if (!(found.wanted"),
    (TIERS, "(found.wanted | found.unwanted).empty()", "found.wanted.empty()"),
    (TIERS, "(found.wanted | found.unwanted).empty()", "found.unwanted.empty()"),
    (TIERS, "says_now(found, timed->stand, now) == Snapshot", "says_now(found, timed->stand, now) != Snapshot"),
    (TIERS, "!blocks_now(found, said.category, now)", "blocks_now(found, said.category, now)"),
    (TIERS, "lets_through(found.zone->action) ? Verdict", "!lets_through(found.zone->action) ? Verdict"),
    (SCHEDULE, "kind != DayKind::term) return false", "kind == DayKind::term) return false"),
    (SCHEDULE, "kind == DayKind::holiday;", "kind != DayKind::holiday;"),
    (SCHEDULE, "window.to <= window.from ?", "window.to > window.from ?"),
    (SCHEDULE, "day + minutes{slot.from} <= local", "day + minutes{slot.from} < local"),
    (SCHEDULE, "local < day + minutes{slot.to}", "local <= day + minutes{slot.to}"),
    (SCHEDULE, "std::ranges::upper_bound(edges_, now)", "std::ranges::lower_bound(edges_, now)"),
    (SCHEDULE, "% 2 != 0;", "% 2 == 0;"),
    (SCHEDULE, "stretches[n].begin <= whole.end", "stretches[n].begin < whole.end"),
]


def run(command: list[str], folder: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def table_fails(copy: pathlib.Path) -> tuple[bool, str]:
    built = run(["ninja", "-C", "build", "test_policy"], copy)
    if built.returncode != 0:
        return False, "does not compile: this mutation shows nothing"
    tested = run(["build/tests/test_policy", TEST], copy)
    failed = tested.stdout.count("FAILED:")
    return tested.returncode != 0, f"{failed} lines fail"


def copy_if_other(source, target) -> None:
    """With the time of now: what an interrupted run left mutated, and compiled, is compiled again."""
    source, target = pathlib.Path(source), pathlib.Path(target)
    if not target.exists() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)


def main() -> int:
    copy = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(tempfile.mkdtemp(prefix="schoolgate-mutate-"))
    for name in COPIED:
        source, target = ROOT / name, copy / name
        copy.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, copy_function=copy_if_other)
        else:
            copy_if_other(source, target)
    configured = run(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                      "-DCMAKE_CXX_FLAGS_DEBUG=-g1 -O1"], copy)
    if configured.returncode != 0:
        print(configured.stdout + configured.stderr)
        return 1
    fails, how = table_fails(copy)
    if fails:
        print(f"the table fails before anything is changed: {how}")
        return 1
    survived = 0
    for name, before, after in MUTATIONS:
        file = copy / name
        text = file.read_text(encoding="utf-8")
        if text.count(before) != 1:
            print(f"{name}: \"{before}\" stands there {text.count(before)} times, not once")
            survived += 1
            continue
        file.write_text(text.replace(before, after), encoding="utf-8")
        fails, how = table_fails(copy)
        file.write_text(text, encoding="utf-8")
        survived += 0 if fails else 1
        print(f"{'caught' if fails else 'SURVIVED'}: {name}: {before}  ->  {after or '(left out)'}: {how}", flush=True)
    print(f"{len(MUTATIONS) - survived} caught, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
