"""Runs lunchrush-load, lunchrush-sign and wrk."""

import json
import os
import re
import subprocess

from suite.processes import Failed
from suite.settings import BENCH


class Generator:
    def __init__(self, settings, token, processors=None):
        self._processors = processors  # it alone may use; none: all
        self._program = settings.program("load")
        self._sign = settings.binaries / "lunchrush-sign"
        self._settings = settings
        self.token = token

    def command(self, mode, targets, **options):
        words = [self._program, mode, "--target", ",".join(targets)]
        for name, value in {"seconds": self._settings.seconds, "token": self.token, **options}.items():
            option = "--" + name.replace("_", "-")
            if value is True:
                words.append(option)
            elif value is not None and value is not False:
                words += [option, str(value)]
        return [str(word) for word in words]

    def start(self, mode, targets, **options):
        return subprocess.Popen(self.command(mode, targets, **options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                preexec_fn=self._keep_to_processors)

    def _keep_to_processors(self):
        if self._processors:
            os.sched_setaffinity(0, self._processors)

    def run(self, mode, targets, **options):
        return finished(self.start(mode, targets, **options))

    def sign(self, accounts, account, out, count=None, payments=None):
        words = [self._sign, accounts, account, out, *(["--payments", payments] if payments else [str(count)])]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(done.stderr.strip())

    def wrk(self, target, run, connections, seconds):
        """Orders a second as wrk sees them: another's generator as a check on ours."""
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", BENCH / "load/orders.lua", f"http://{target}"], check=False,
            capture_output=True, text=True, env={**os.environ, "LUNCHRUSH_BENCH_TOKEN": self.token, "LUNCHRUSH_BENCH_RUN": run})
        found = re.search(r"^RESULT (\S+) (\S+) (\S+) (\d+)", done.stdout, re.M)
        if not found:
            raise Failed(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
        return {"rate": float(found[1]), "p50": float(found[2]), "p99": float(found[3]), "other": int(found[4])}


def finished(child):
    """The last JSON object that a generator prints."""
    out, err = child.communicate()
    if child.returncode:
        raise Failed(err.strip() or f"lunchrush-load ended with {child.returncode}")
    return json.loads(out.strip().splitlines()[-1])


def accepted(result):
    return result["latency_ms"]["accepted"]["count"]


def p99(result, kind="accepted"):
    return result["latency_ms"][kind]["p99"]


def p50(result):
    return result["latency_ms"]["accepted"]["p50"]


def others(result):
    """How many requests did not end in 2xx or 3xx."""
    return result["sent"] - accepted(result)
