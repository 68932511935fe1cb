"""How many instructions ingest executes for an order, and how often the next ones were not in the first cache: counted by
callgrind, which makes the clock, the neighbours and most of the machine irrelevant. SHA-256 counts more than it costs, for
valgrind has no instructions for it."""

import re
import subprocess

from suite.figure import Figure
from suite.generator import accepted
from suite.processes import Failed
from suite.settings import CONNECTIONS

WARM_ORDERS = 3_000
COUNTED_ORDERS = 2_000
SECONDS_MAX = 120  # a hundred orders a second
READY_SECONDS = 120
CACHES = ["--cache-sim=yes", "--I1=32768,8,64", "--D1=32768,8,64", "--LL=524288,8,64"]  # the last is what one core has for itself
FIRST_THREAD = "01"  # runs the event loop


class Counted:
    """ingest under callgrind, which counts nothing until it is told to."""

    def __init__(self, stack, folder):
        self._folder = folder
        for old in folder.glob("callgrind.*"):
            old.unlink()
        stack.start_ingest(under=["valgrind", "--tool=callgrind", "--instr-atstart=no", "--separate-threads=yes", *CACHES,
                                  f"--callgrind-out-file={folder}/callgrind.%p"], ready_seconds=READY_SECONDS)
        [self._pid] = stack.pids("ingest")
        self._dumps = 0

    def control(self, *words):
        done = subprocess.run(["callgrind_control", *words, str(self._pid)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"callgrind_control: {done.stderr.strip() or done.stdout.strip()}")

    def totals(self):
        """What was counted since the last time: events of the event loop, and of all threads."""
        self.control("-d")
        self._dumps += 1
        loop, everything = {}, {}
        for path in self._folder.glob(f"callgrind.{self._pid}.{self._dumps}-*"):
            text = path.read_text(encoding="utf-8", errors="replace")
            events = re.search(r"^events: (.+)$", text, re.M)[1].split()
            counts = dict(zip(events, map(int, re.search(r"^totals: (.+)$", text, re.M)[1].split())))
            for event, count in counts.items():
                everything[event] = everything.get(event, 0) + count
            if path.name.endswith(FIRST_THREAD):
                loop = counts
        if not loop:
            raise Failed("callgrind wrote nothing about the event loop")
        return loop, everything


def measure(run):
    instructions = Figure("instructions of ingest's event loop for an order", "k")
    all_threads = Figure("… of all its threads", "k")
    misses = Figure("… lines of code that the first cache did not have, event loop", "")
    with run.stack() as stack:
        counted = Counted(stack, run.settings.folder)
        generator = run.generator(stack)
        limits = {"connections": CONNECTIONS, "seconds": SECONDS_MAX}
        generator.run("orders", [stack.target()], requests=WARM_ORDERS, **limits)
        counted.control("-i", "on")
        for turn in run.rounds:
            run.progress(f"instructions, round {turn + 1} of {run.settings.rounds}")
            counted.control("-z")
            orders = accepted(generator.run("orders", [stack.target()], requests=COUNTED_ORDERS, **limits))
            loop, everything = counted.totals()
            instructions.ours.append(loop["Ir"] / orders / 1000)
            all_threads.ours.append(everything["Ir"] / orders / 1000)
            misses.ours.append(loop["I1mr"] / orders)
    instructions.limit = f"{CONNECTIONS} connections, some 100 orders a second: callgrind runs one thread at a time"
    return [instructions, all_threads, misses]
