"""What ./dev bench (deploy/local/bench.sh) says of where everything is, and how long to measure."""

import os
import pathlib
import sys

BENCH = pathlib.Path(__file__).resolve().parents[1]
REPOSITORY = BENCH.parent
CONNECTIONS = 128
PEAK_CONNECTIONS = 512  # of a closed loop that takes the most orders there are to be had
MORE_CONNECTIONS = 768  # or these do; a thousand wait longer on a slow machine than admission lets anybody wait (0009)
STORE = 1001


def of_environment(name):
    value = os.environ.get(name)
    if not value:
        sys.exit(f"{name} is not set: start this with ./dev bench")
    return value


def number(name, default):
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) == 0:
        sys.exit(f"{name} must be a positive number, not \"{text}\"")
    return int(text)


class Settings:
    def __init__(self, full):
        self.binaries = pathlib.Path(of_environment("LUNCHRUSH_BIN"))
        self.server_url = of_environment("LUNCHRUSH_BENCH_POSTGRES_URL")
        self.redis_url = of_environment("LUNCHRUSH_BENCH_REDIS_URL")
        self.folder = pathlib.Path(of_environment("LUNCHRUSH_BENCH_FOLDER"))
        self.rounds = number("LUNCHRUSH_BENCH_ROUNDS", 5 if full else 3)
        self.seconds = number("LUNCHRUSH_BENCH_SECONDS", 10 if full else 5)
        self.port = number("LUNCHRUSH_BENCH_PORT", 18080)
        self.orders_stored = number("LUNCHRUSH_BENCH_STORED", 10_000_000)
        self.statements = bool(os.environ.get("LUNCHRUSH_BENCH_STATEMENTS"))
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "log").mkdir(exist_ok=True)

    def program(self, name):
        path = self.binaries / f"lunchrush-{name}"
        if not path.exists():
            sys.exit(f"{path} is not built")
        return path
