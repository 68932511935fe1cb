"""pgbench: what PostgreSQL does with the same orders when nobody groups them."""

import json
import pathlib
import re
import statistics
import subprocess

from suite.own_schema import write_scripts
from suite.processes import Failed
from suite.settings import BENCH

FOLDER = BENCH / "peers/pgbench"
ROW = {"lines": [{"sku": "gongbao", "name": "宫保鸡丁", "quantity": 1, "unit_price": 2200, "options": [{"code": "less_spicy"}],
                  "amount": 2200}], "total_fen": 2200, "event": {"kind": "order.awaiting_payment", "total": 2200}}


class Pgbench:
    def __init__(self, stack, settings):
        self._url = stack.database.url
        self._database = stack.database
        self._folder = settings.folder
        self._program = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))[-1]
        stack.database.run_file(FOLDER / "schema.sql")
        self.scripts = {"four statements": FOLDER / "order.sql", "one call": FOLDER / "one_call.sql"}
        for size in (64, 128):
            self.scripts[f"batches of {size}"] = self._batch_script(size)

    def _batch_script(self, size):
        document = json.dumps([{"place": place, **ROW} for place in range(size)], ensure_ascii=False, separators=(",", ":"))
        path = self._folder / f"batch-{size}.sql"
        path.write_text((FOLDER / "batch.sql").read_text(encoding="utf-8").replace("DOCUMENT", document), encoding="utf-8")
        return path

    def learn_own_schema(self, generator, target):
        """The service places an order by itself, and scripts are made that write the same rows into its own tables."""
        generator.run("orders", [target], connections=1, requests=1, seconds=10)
        self.scripts |= write_scripts(self._database, self._folder)

    def run(self, script, clients, protocol, seconds):
        """Transactions a second."""
        done = subprocess.run(
            [self._program, "-n", "-f", self.scripts[script], "-c", str(clients), "-j", str(min(clients, 2)), "-M", protocol,
             "-T", str(seconds), "-D", "n=0", self._url], capture_output=True, text=True, check=False)
        found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
        if done.returncode or not found:
            raise Failed(f"pgbench, {script}: {reason(done)}")
        return float(found[1])

    def best_of(self, script, clients, protocols, seconds):
        """The fastest way to run that script: (clients, protocol); and what every way gave, as words."""
        tried = {(number, protocol): self.run(script, number, protocol, seconds)
                 for number in clients for protocol in protocols}
        told = ", ".join(f"{number} clients {protocol} {rate:.0f}" for (number, protocol), rate in tried.items())
        return max(tried, key=tried.get), f"tried for {seconds} s each, transactions/s: {told}"

    def p50_ms(self, script, protocol, seconds):
        """The median of one client's transactions."""
        return statistics.median(self._latencies(script, 1, protocol, seconds)) / 1e3

    def p99_ms(self, script, clients, protocol, seconds, rate):
        """At a fixed rate, counted from when each transaction was to begin."""
        latencies = sorted(self._latencies(script, clients, protocol, seconds, f"--rate={rate:.0f}"))
        return latencies[min(len(latencies) - 1, int(len(latencies) * 0.99))] / 1e3

    def _latencies(self, script, clients, protocol, seconds, *more):
        """Microseconds of each transaction."""
        prefix = self._folder / "pgbench-latencies"
        for old in self._folder.glob(prefix.name + ".*"):
            old.unlink()
        done = subprocess.run(
            [self._program, "-n", "-f", self.scripts[script], "-c", str(clients), "-j", str(min(clients, 2)), "-M", protocol,
             "-T", str(seconds), "-D", "n=0", "-l", f"--log-prefix={prefix}", *more, self._url], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"pgbench, {script}: {reason(done)}")
        return [int(line.split()[2]) for path in self._folder.glob(prefix.name + ".*")
                for line in path.read_text(encoding="utf-8").splitlines()]


def reason(done):
    """What PostgreSQL said, if it did; pgbench's own last word otherwise."""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return next((line for line in lines if "ERROR" in line), lines[-1] if lines else "it said nothing")
