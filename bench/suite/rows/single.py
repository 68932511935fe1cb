"""One client alone on an empty machine, beside the same INSERTs over libpq."""

from suite import cost
from suite.figure import Figure, at_most
from suite.generator import accepted, p50
from suite.pgbench import Pgbench
from suite.rows.orders import warm_up

SCRIPT = "own tables, one statement"


def measure(run):
    with run.stack() as stack:
        stack.start_ingest()
        generator = run.generator(stack)
        warm_up(generator, stack.target())
        pgbench = Pgbench(stack, run.settings)
        pgbench.learn_own_schema(generator, stack.target())
        figure = Figure("one client alone, p50", "ms", peer_name="the same rows over libpq, one statement:", goal=at_most(2))
        splits = []
        for turn in run.rounds:
            run.progress(f"one client, round {turn + 1} of {run.settings.rounds}")
            with stack.cost("ingest") as used:
                result = generator.run("orders", [stack.target()], connections=1)
            figure.ours.append(p50(result))
            splits.append(used.per_piece(accepted(result), result["cpu_seconds"]))
            figure.peer.append(pgbench.p50_ms(SCRIPT, "prepared", run.seconds))
        figure.limit = cost.told(splits)
    return [figure]
