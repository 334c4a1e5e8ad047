#!/usr/bin/env python3
"""Builds and runs the tests, part by part, and counts: the last line is "N passed, N failed".

A part is a list of steps; a step is a command. Catch2 programs report their own counts; any other command is one test.
"""
import functools
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTS = ["unit", "scenarios", "system", "web", "bench", "fuzz"]
FUZZ_SECONDS = int(os.environ.get("SCHOOLGATE_FUZZ_SECONDS", "60"))  # each harness
# A hung test must not hang the run; the slowest takes a few minutes on two busy cores.
STEP_SECONDS = 1800


class Score:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = []
        self.names = []

    def add(self, name: str, passed: int, failed: int) -> None:
        self.passed += passed
        self.failed += failed
        if failed:
            self.names.append(name)


def run(command: list[str], quiet: bool = True, **more) -> tuple[int, str]:
    """Runs to the end; the output is kept and shown only when it fails (or always, when not quiet)."""
    started = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=STEP_SECONDS, stdin=subprocess.DEVNULL, **more)
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as slow:
        code, output = 124, (slow.stdout or b"").decode(errors="replace") if isinstance(slow.stdout, bytes) else (slow.stdout or "")
        output += f"\nnot done after {STEP_SECONDS} s\n"
    name = " ".join(pathlib.Path(command[0]).name if i == 0 else word for i, word in enumerate(command))
    print(f"{'ok  ' if code == 0 else 'FAIL'} {time.monotonic() - started:6.1f} s  {name[:150]}", flush=True)
    if code != 0 or not quiet:
        print(output[-20000:], flush=True)
    return code, output


@functools.cache
def has_web() -> bool:
    """Whether the pages can be built: without npm's registry everything else is tested."""
    return run([str(ROOT / "web-admin" / "build" / "fetch")])[0] == 0


def build(preset: str, targets: list[str] | None = None) -> pathlib.Path:
    folder = ROOT / "build" / preset
    web = f"-DSCHOOLGATE_WEB={'ON' if has_web() else 'OFF'}"
    for command in (["cmake", "--preset", preset, web], ["cmake", "--build", str(folder), *(["--target", *targets] if targets else [])]):
        code, _ = run(command)
        if code != 0:
            print(f"\nthe {preset} build failed\n0 passed, 1 failed")
            sys.exit(1)
    return folder


def catch(score: Score, program: pathlib.Path, label: str) -> None:
    code, output = run([str(program)], env={**os.environ, **SANITIZER_OPTIONS})
    passed = re.search(r"All tests passed \([\d,]+ assertions? in (\d+) test cases?\)", output)
    mixed = re.search(r"test cases:\s*(\d+) \|\s*(?:(\d+) passed)?(?:\s*\|)?\s*(?:(\d+) skipped)?(?:\s*\|)?\s*(?:(\d+) failed)?", output)
    if code == 0 and passed:
        score.add(f"{label} {program.name}", int(passed[1]), 0)
    elif mixed and (code == 0 or mixed[4]):
        score.add(f"{label} {program.name}", int(mixed[2] or 0), int(mixed[4] or 0))
    else:
        score.add(f"{label} {program.name}", 0, 1)


SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": f"halt_on_error=1:second_deadlock_stack=1:suppressions={ROOT}/tests/tsan.supp",
}


def programs(folder: pathlib.Path, scenarios: bool) -> list[pathlib.Path]:
    found = sorted(p for p in (folder / "tests").glob("test_*") if p.is_file() and os.access(p, os.X_OK))
    return [p for p in found if (p.name == "test_scenarios") == scenarios]


def part_unit(score: Score) -> None:
    code, _ = run([sys.executable, "tests/house_test.py"])
    score.add("house", int(code == 0), int(code != 0))
    for preset in ("release", "asan", "tsan"):
        for program in programs(build(preset), scenarios=False):
            catch(score, program, preset)


def part_scenarios(score: Score) -> None:
    for preset in ("release", "asan"):  # one thread each: nothing for ThreadSanitizer to see
        for program in programs(build(preset, ["test_scenarios"]), scenarios=True):
            catch(score, program, preset)


def part_system(score: Score) -> None:
    binary = build("release") / "deploy" / "schoolgate"
    for test in sorted((ROOT / "tests" / "system").glob("*_test.py")):
        code, output = run([sys.executable, str(test), str(binary)])
        passed, failed = len(re.findall(r"^ok ", output, re.M)), len(re.findall(r"^FAIL ", output, re.M))
        score.add(test.name, passed, failed if code else 0)
        if code and not failed:
            score.add(test.name, 0, 1)


def part_web(score: Score) -> None:
    """The pages: their own functions with node's test runner, then in Chromium against the real binary and real DNS."""
    if not has_web():
        score.skipped.append("web (npm's packages could not be fetched)")
        return
    _, output = run(["npm", "--prefix", str(ROOT / "web-admin"), "run", "--silent", "test"])
    counts = {word: int(n) for word, n in re.findall(r"^# (pass|fail) (\d+)$", output, re.M)}
    score.add("web-admin", counts.get("pass", 0), counts.get("fail", 1))
    binary = build("release") / "deploy" / "schoolgate"
    code, output = run([sys.executable, "tests/web/web_test.py", str(binary)])
    passed, failed = len(re.findall(r"^ok ", output, re.M)), len(re.findall(r"^FAIL ", output, re.M))
    score.add("web_test.py", passed, failed if failed else int(code != 0))


def part_bench(score: Score) -> None:
    """Measures. A bar that is missed is for the reader to see; it is not a failed test."""
    folder = build("bench", ["bench"])
    catch(score, folder / "tests" / "test_load", "bench")
    for program in sorted(p for p in (folder / "tests").glob("bench_*") if p.is_file() and os.access(p, os.X_OK)):
        code, _ = run([str(program)], quiet=False)
        score.add(program.name, int(code == 0), int(code != 0))
    # Straight to the terminal: a run takes a quarter of an hour and tells what it does.
    code = subprocess.run([sys.executable, "tests/bench/bench.py", str(folder)], cwd=ROOT, stdin=subprocess.DEVNULL).returncode
    score.add("bench.py", int(code == 0), int(code != 0))


def part_fuzz(score: Score) -> None:
    """Each harness runs for FUZZ_SECONDS over its corpus, one a core."""
    folder = build("asan")
    waiting = sorted(p for p in (folder / "fuzz").glob("fuzz_*") if p.is_file() and os.access(p, os.X_OK))
    running: list[tuple[pathlib.Path, subprocess.Popen, pathlib.Path]] = []
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            harness = waiting.pop(0)
            found = folder / "fuzz" / f"{harness.name}.found"
            found.mkdir(exist_ok=True)
            log = folder / "fuzz" / f"{harness.name}.log"
            corpus = ROOT / "fuzz" / "corpus" / harness.name.removeprefix("fuzz_")
            command = [str(harness), f"-max_total_time={FUZZ_SECONDS}", "-timeout=25", "-rss_limit_mb=4096", "-print_final_stats=1",
                       f"-artifact_prefix={found}/", str(found), *([str(corpus)] if corpus.is_dir() else [])]
            running.append((harness, subprocess.Popen(command, cwd=ROOT, stdout=log.open("w"), stderr=subprocess.STDOUT,
                                                      env={**os.environ, **SANITIZER_OPTIONS}), log))
        harness, process, log = running.pop(0)
        code = process.wait()
        text = log.read_text(errors="replace")
        runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", text)
        print(f"{'ok  ' if code == 0 else 'FAIL'} {harness.name}: {runs[1] if runs else '?'} inputs", flush=True)
        if code != 0:
            print(text[-6000:])
        score.add(harness.name, int(code == 0), int(code != 0))


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
        return 2
    score = Score()
    for part in words or [p for p in PARTS if p != "bench"]:
        print(f"\n== {part}", flush=True)
        globals()[f"part_{part}"](score)
    print()
    for text in score.skipped:
        print(f"not run: {text}")
    for name in score.names:
        print(f"failed: {name}")
    print(f"{score.passed} passed, {score.failed} failed")
    return 1 if score.failed or not score.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
