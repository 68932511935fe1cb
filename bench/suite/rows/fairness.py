"""One store offers twice what the machine can take, twenty times what eight others offer together: what becomes of those
(faults.md row 91). The load has a processor of its own, or it would be the load that starves them."""

from suite import cost, stores
from suite.apart import service_apart
from suite.figure import Figure, at_least, at_most
from suite.generator import accepted, finished, p99
from suite.rows.orders import warm_up
from suite.settings import PEAK_CONNECTIONS

OTHERS = 8
OTHERS_SHARE = 0.1  # of the peak, all together
HOT_TIMES = 2       # the peak
OTHERS_CONNECTIONS = 256
HOT_CONNECTIONS = 4_000
DEADLINE_MS = 5_000
BEGINNING_SECONDS = 3  # not in the samples: more connections than the kernel keeps are opened in one moment (overload.py)


def measure(run):
    taken = Figure(f"orders of {OTHERS} stores taken while another offers {HOT_TIMES} × the peak", "/s", peer_name="without it:",
                   goal=at_least(0.99))
    waited = Figure("p99 of those stores' orders", "ms", peer_name="without it:", goal=at_most(1.5))
    splits = []
    with run.stack() as stack:
        stack.start_ingest()
        roots = stack.roots("ingest")
        with service_apart(roots) as left:
            hot = run.generator(stack, processors=left)
            many = stores.add(stack.database, OTHERS)
            calm = {"token": ",".join(token for _, token in many), "stores": ",".join(str(store) for store, _ in many),
                    "connections": OTHERS_CONNECTIONS, "deadline": DEADLINE_MS, "warm": BEGINNING_SECONDS, "drain": 1}
            warm_up(hot, stack.target())
            for turn in run.rounds:
                run.progress(f"fairness, round {turn + 1} of {run.settings.rounds}")
                peak = hot.run("orders", [stack.target()], connections=PEAK_CONNECTIONS)["rate"]
                calm["rate"] = f"{peak * OTHERS_SHARE:.0f}"
                alone = hot.run("orders", [stack.target()], **calm)
                with cost.Cost(roots) as used:
                    crowd = hot.start("orders", [stack.target()], connections=HOT_CONNECTIONS, rate=f"{peak * HOT_TIMES:.0f}",
                                      deadline=DEADLINE_MS, warm=BEGINNING_SECONDS, drain=1)
                    crowded, crowd = hot.run("orders", [stack.target()], **calm), finished(crowd)
                for figure, value in ((taken, taken_per_second), (waited, p99)):
                    figure.ours.append(value(crowded))
                    figure.peer.append(value(alone))
                whole = 1 + BEGINNING_SECONDS / crowd["seconds"]
                splits.append(used.per_piece((accepted(crowded) + accepted(crowd)) * whole,
                                             (crowded["cpu_seconds"] + crowd["cpu_seconds"]) * whole))
                taken.notes.append(f"round {turn + 1}: peak {peak:.0f}/s; the one store sent {crowd['sent']}, {accepted(crowd)} were taken, "
                                   f"p99 {p99(crowd):.0f} ms; of the others {crowded['sent']} and {accepted(crowded)}")
    taken.limit = cost.told(splits)
    return [taken, waited]


def taken_per_second(result):
    """Also those that were answered after the last one was sent: how long they waited is the other figure."""
    return accepted(result) / result["seconds"]
