"""What the framing guard and the limits cost: their share of the processor time that ingest spends on an order."""

import json
import subprocess

from suite.figure import Figure, at_most
from suite.generator import accepted
from suite.rows.orders import warm_up
from suite.settings import CONNECTIONS


def guard_microseconds(run):
    """Of one request, and the words that say how it was found."""
    done = subprocess.run([run.settings.program("guard-cost")], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return (found["guarded_ns"] - found["unguarded_ns"]) / 1000, found


def measure(run):
    figure = Figure("framing guard and limits, of ingest's time for an order", "%", goal=at_most(3, "ours", "≤ 3 %"))
    with run.stack() as stack:
        stack.start_ingest()
        generator = run.generator(stack)
        warm_up(generator, stack.target())
        for turn in run.rounds:
            run.progress(f"the guard's share, round {turn + 1} of {run.settings.rounds}")
            with stack.cost("ingest") as used:
                result = generator.run("orders", [stack.target()], connections=CONNECTIONS)
            ingest = used.per_piece(accepted(result))["ingest"]
            guard, found = guard_microseconds(run)
            figure.ours.append(100 * guard / ingest)
            figure.notes.append(f"round {turn + 1}: a request is read in {found['guarded_ns']:.0f} ns, by Beast's parser alone in "
                                f"{found['unguarded_ns']:.0f} ns; ingest spends {ingest:.1f} µs on an order")
    figure.limit = "the head is looked at byte by byte before Beast parses it"
    return [figure]
