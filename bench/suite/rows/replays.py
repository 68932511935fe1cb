"""Keys that were answered before, beside new ones: with Redis and, in the long run, without its help."""

from suite import cost
from suite.figure import Figure, at_least
from suite.generator import accepted, others
from suite.rows.orders import warm_up
from suite.settings import CONNECTIONS

KEYS = 2_000


def measure(run):
    with run.stack() as stack:
        stack.start_ingest()
        generator = run.generator(stack)
        warm_up(generator, stack.target())
        figure = Figure(f"replays of {KEYS} keys", "/s", peer_name="new orders:", goal=at_least(1.5))
        cold = Figure(f"replays of {KEYS} keys that Redis has forgotten", "/s", peer_name="new orders:")
        splits = []
        for turn in run.rounds:
            run.progress(f"replays, round {turn + 1} of {run.settings.rounds}")
            replayed = {"connections": CONNECTIONS, "keys": KEYS, "run": f"replay-{turn}"}
            generator.run("orders", [stack.target()], **{**replayed, "requests": KEYS, "seconds": 30})
            if run.full:
                stack.redis("FLUSHALL")
                result = generator.run("orders", [stack.target()], **{**replayed, "requests": KEYS})
                cold.ours.append(result["rate"])
            with stack.cost("ingest") as used:
                result = generator.run("orders", [stack.target()], **replayed)
            figure.ours.append(result["rate"])
            splits.append(used.per_piece(accepted(result), result["cpu_seconds"]))
            if others(result):
                figure.notes.append(f"round {turn + 1}: {others(result)} were not answered with 201")
            rate = generator.run("orders", [stack.target()], connections=CONNECTIONS)["rate"]
            figure.peer.append(rate)
            if run.full:
                cold.peer.append(rate)
        figure.limit = cost.told(splits)
    return [figure, cold] if run.full else [figure]
