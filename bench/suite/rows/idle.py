"""10,000 connections that were used once and are kept open."""

from suite.figure import Figure, at_most
from suite.generator import finished, others
from suite.processes import Failed, resident_kb

CONNECTIONS = 10_000
HELD_SECONDS = 5


def measure(run):
    figure = Figure(f"{CONNECTIONS} idle connections, each", "KB", goal=at_most(40, "ours", "≤ 40 KB, all served"))
    for turn in run.rounds:
        run.progress(f"idle connections, round {turn + 1} of {run.settings.rounds}")
        with run.stack() as stack:
            stack.start_ingest()
            generator = run.generator(stack)
            generator.run("menu", [stack.target()], connections=16, seconds=1)
            [pid] = stack.pids("ingest")
            before = resident_kb(pid)
            child = generator.start("idle", [stack.target()], connections=CONNECTIONS, seconds=HELD_SECONDS)
            if not child.stdout.readline():
                raise Failed(child.stderr.read().strip())
            figure.ours.append((resident_kb(pid) - before) / CONNECTIONS)
            result = finished(child)
            if others(result):
                figure.notes.append(f"round {turn + 1}: {others(result)} connections were not served again")
    figure.limit = f"memory of the process; after {HELD_SECONDS} s each connection was used again"
    return [figure]
