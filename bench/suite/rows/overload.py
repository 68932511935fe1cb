"""Open loop at a multiple of the peak measured just before: how much is still done, how long the admitted wait, and how soon
answers are quick again at half the peak (99 % of a second within 3 × the p99 at the peak, 50 ms at least). Once with everything
on the same processors, and once with one for the service and its databases and one for the load, the peak likewise: what
the generator takes, and its lateness, are then not the service's."""

import statistics
import time

from suite import calm, cost
from suite.apart import service_apart
from suite.figure import Figure, at_least, at_most
from suite.generator import accepted, others, p99
from suite.rows.orders import warm_up
from suite.settings import CONNECTIONS, PEAK_CONNECTIONS

# More than wait in the service's own queue, so that it is the service that refuses and not the load that holds back.
MANY_CONNECTIONS = 8_000
TIMES = (2, 5, 10)
DEADLINE_MS = 5_000
# Of the overload, not in the sample: a burst is let in, the limit finds its place, and connections come to be accepted. The
# kernel keeps 4,096 that are not; the others' clients knock again after 1 and 3 s.
BEGINNING_SECONDS = 3


def measure(run):
    with run.stack() as stack:
        stack.start_ingest()
        generator = run.generator(stack)
        warm_up(generator, stack.target())
        figures = measure_all(run, stack, generator, "")
        with service_apart(stack.roots("ingest")) as left:
            figures += measure_all(run, stack, run.generator(stack, processors=left), ", processors apart")
    return figures


def measure_all(run, stack, generator, where):
    return [figure for times in (TIMES if run.full else (5,)) for figure in measure_at(run, stack, generator, times, where)]


def measure_at(run, stack, generator, times, where):
    goodput = Figure(f"{times} × overload{where}: orders taken", "/s", peer_name="peak:", goal=at_least(0.9))
    waited = Figure(f"{times} × overload{where}: p99 of the admitted", "ms", peer_name="p99 at the peak:", goal=at_most(2))
    since_sent = Figure(f"{times} × overload{where}: p99 of the admitted since they were sent", "ms", peer_name="p99 at the peak:", goal=at_most(2))
    recovery = Figure(f"{times} × overload{where}: back to normal at half the peak", "s", goal=at_most(5, "ours", "≤ 5 s"))
    splits, sent, times_file = [], [], run.settings.folder / "times"
    for turn in run.rounds:
        run.progress(f"overload × {times}{where}, round {turn + 1} of {run.settings.rounds}")
        peak = generator.run("orders", [stack.target()], connections=PEAK_CONNECTIONS)
        crowd = {"connections": MANY_CONNECTIONS, "rate": f"{peak['rate'] * times:.0f}", "deadline": DEADLINE_MS}
        with stack.cost("ingest") as used:
            result = generator.run("orders", [stack.target()], **crowd, warm=BEGINNING_SECONDS, drain=0.5)
        ended = time.monotonic_ns()
        generator.run("orders", [stack.target()], connections=CONNECTIONS, rate=f"{peak['rate'] / 2:.0f}", times=times_file,
                              seconds=max(run.seconds, 6))
        goodput.ours.append(result["rate"])
        goodput.peer.append(peak["rate"])
        waited.ours.append(p99(result))
        waited.peer.append(p99(peak))
        since_sent.ours.append(p99(result, "accepted_since_sent"))
        since_sent.peer.append(p99(peak, "accepted_since_sent"))
        recovery.ours.append(calm.seconds_until_calm(calm.read_times(times_file), ended, calm.bound_ms(p99(peak))))
        whole = 1 + BEGINNING_SECONDS / result["seconds"]
        splits.append(used.per_piece(accepted(result) * whole, result["cpu_seconds"] * whole))
        sent.append(result)
    goodput.limit = cost.told(splits)
    reached = statistics.median(result["sent"] / result["seconds"] for result in sent)
    refused = statistics.median(others(result) for result in sent)
    offered = statistics.median(result["rate_offered"] for result in sent)
    refusals = statistics.median(result["latency_ms"]["refused"]["p99"] for result in sent)
    waited.limit = (f"{reached:.0f}/s of {offered:.0f}/s offered were sent by the generator; "
                    f"{refused:.0f} refused or given up, p99 of refusals {refusals:.0f} ms")
    under_way = MANY_CONNECTIONS * statistics.median(result["seconds"] / result["sent"] for result in sent)
    since_sent.limit = (f"what the generator held back, for want of a connection or of time, is not in it; {MANY_CONNECTIONS} requests under way at "
                        f"{reached:.0f} answers a second are {under_way * 1e3:.0f} ms each on average")
    return [goodput, waited, since_sent, recovery]
