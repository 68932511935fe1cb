"""PostgreSQL stands still for ten seconds (SIGSTOP) while clients go on and try again with the same keys: when they are
told to, as ours do, or after half a second whatever they are told."""

import contextlib
import os
import signal
import time

from suite import calm
from suite.figure import Figure, at_most
from suite.generator import accepted, finished
from suite.processes import tree_of
from suite.rows.orders import warm_up
from suite.settings import PEAK_CONNECTIONS

STALL_SECONDS = 10
BEFORE_SECONDS = 4
AFTER_SECONDS = 20
# Offered throughout, of the peak; the retries come on top of it. And whether clients come when they are told to.
KINDS = ((0.15, True), (0.3, True), (0.3, False))
CONNECTIONS = 2_000


def figure_of(share, obey):
    manner = "clients come again when they are told to" if obey else "they come again after 0.5 s whatever they are told"
    backlog_seconds = STALL_SECONDS * share / (1 - share)
    return Figure(f"back to normal after PostgreSQL stood still for {STALL_SECONDS} s under {share * 100:.0f} % load, {manner}", "s",
                  limit=f"at the peak's rate what waits takes {backlog_seconds:.1f} s; until a second of which 99 % were answered within "
                        "3 × the p99 of before, 50 ms at least",
                  goal=at_most(5, "ours", "≤ 5 s"))


def measure(run):
    figures = {kind: figure_of(*kind) for kind in KINDS}
    with run.stack() as stack:
        stack.start_ingest()
        generator = run.generator(stack)
        warm_up(generator, stack.target())
        peak = generator.run("orders", [stack.target()], connections=PEAK_CONNECTIONS)["rate"]
        for turn in run.rounds:
            for (share, obey), figure in figures.items():
                run.progress(f"recovery, round {turn + 1} of {run.settings.rounds}, {share * 100:.0f} % load, "
                             f"{'obedient' if obey else 'impatient'} clients")
                seconds, told = recovered(run, stack, generator, peak * share, obey)
                figure.ours.append(seconds)
                figure.notes.append(f"round {turn + 1}: {told}")
    return list(figures.values())


def recovered(run, stack, generator, rate, obey):
    """After how many seconds answers were quick again, and what became of the orders."""
    before = stack.database.value("SELECT count(*) FROM orders")
    times_file = run.settings.folder / "times"
    result, stalled_at, resumed_at = stalled(stack, generator, rate, times_file, obey)
    times = calm.read_times(times_file)
    normal = calm.p99_ms([each for each in times if each[1] < stalled_at])
    stored = stack.database.value("SELECT count(*) FROM orders") - before
    return (calm.seconds_until_calm(times, resumed_at, calm.bound_ms(normal)),
            f"{result['sent']} keys, {accepted(result)} answered with 201 in the end, {stored} rows, {result['retried']} tried again, "
            f"answers {result['status']}, p99 before {normal:.0f} ms")


def stalled(stack, generator, rate, times_file, obey):
    """What the load saw, and when PostgreSQL stood still and went on."""
    postmaster = stack.database.postmaster()
    child = generator.start("orders", [stack.target()], connections=CONNECTIONS, rate=f"{rate:.0f}", times=times_file, retries=100,
                            retry_after=500, obey=obey, deadline=60_000, drain=30, seconds=BEFORE_SECONDS + STALL_SECONDS + AFTER_SECONDS)
    began = time.monotonic()
    try:
        pause_until(began + BEFORE_SECONDS)
        stalled_at = time.monotonic_ns()
        with stopped(tree_of(postmaster)):
            pause_until(began + BEFORE_SECONDS + STALL_SECONDS)
        resumed_at = time.monotonic_ns()
    finally:
        result = finished(child)
    return result, stalled_at, resumed_at


@contextlib.contextmanager
def stopped(pids):
    try:
        for pid in pids:
            send(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            send(pid, signal.SIGCONT)


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass  # a backend that ended by itself


def pause_until(moment):
    time.sleep(max(0, moment - time.monotonic()))
