"""What a run can be told by its environment, and where things are. README.md says what each is for."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROUNDS = int(os.environ.get("SCHOOLGATE_BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("SCHOOLGATE_BENCH_SECONDS", "1.5"))  # of each measurement
NAMES = int(os.environ.get("SCHOOLGATE_BENCH_NAMES", "956448"))     # listed, when servers are compared
MANY = int(os.environ.get("SCHOOLGATE_BENCH_MANY", "3000000"))      # listed, when the appliance is alone
ONLY = os.environ.get("SCHOOLGATE_BENCH_ONLY", "")
REALTIME = os.environ.get("SCHOOLGATE_BENCH_REALTIME", "") == "1"  # on a machine that others use: they wait meanwhile
REAL_LISTS = os.environ.get("SCHOOLGATE_TEST_LISTS", "")

VISITED = 20_000          # names in the cache: what a school of a thousand asks for in a day
RATE = 20_000             # questions a second when latency is measured: every server here keeps up with it
WINDOW = 256              # questions on their way when the rate is measured
DEADLINE = 120            # seconds for what takes some at most; a hung server must not hang the run
IMPORT_DEADLINE = 900     # an import of millions of names on a busy machine

_cores = sorted(os.sched_getaffinity(0))
SERVER_CORE = _cores[0]
LOAD_CORE = _cores[-1]    # load, upstream and this program


class Programs:
    """The binaries of one build folder."""

    def __init__(self, build: pathlib.Path):
        self.schoolgate = build / "deploy" / "schoolgate"
        self.load, self.echo, self.upstream, self.names = (build / "tests" / f"load_{n}" for n in ("dns", "echo", "upstream", "names"))
        for program in vars(self).values():
            if not os.access(program, os.X_OK):
                raise SystemExit(f"{program} is missing: build with -DSCHOOLGATE_BENCH=ON")
