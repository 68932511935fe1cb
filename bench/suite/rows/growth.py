"""The rate with millions of orders stored beside the rate with none, in turn, each in its own database."""

import time

from suite import cost, stored_orders
from suite.database import Database
from suite.figure import Figure, at_least
from suite.generator import accepted
from suite.rows.orders import warm_up
from suite.settings import CONNECTIONS


def measure(run):
    count = run.settings.orders_stored
    figure = Figure(f"orders with {count / 1e6:g} M stored", "/s", peer_name="with none stored:", goal=at_least(0.9))
    splits = []
    with full_stack(run) as full, run.stack() as empty:
        loading = load(run, full, count)
        for stack, replica in ((full, 0), (empty, 1)):
            stack.start_ingest(replica)
            warm_up(run.generator(stack), stack.target(replica))
        for turn in run.rounds:
            run.progress(f"growth, round {turn + 1} of {run.settings.rounds}")
            with full.cost("ingest") as used:
                result = run.generator(full).run("orders", [full.target()], connections=CONNECTIONS)
            figure.ours.append(result["rate"])
            splits.append(used.per_piece(accepted(result), result["cpu_seconds"]))
            figure.peer.append(run.generator(empty).run("orders", [empty.target(1)], connections=CONNECTIONS)["rate"])
        size = full.database.value("SELECT pg_database_size(current_database())")
    full.database.drop()
    figure.limit = cost.told(splits)
    figure.notes.append(f"{count} orders and intents loaded by COPY in {loading:.0f} s; the database has {size / 2**30:.1f} GiB")
    return [figure]


def full_stack(run):
    stack = run.stack()
    stack.database = Database(run.settings.server_url, "bench_full")
    return stack


def load(run, stack, count):
    """The form is taken from an order that the service places first."""
    began = time.monotonic()
    run.progress(f"loading {count} orders")
    stack.start_ingest()
    run.generator(stack).run("orders", [stack.target()], connections=1, requests=1, seconds=10)
    stack.stop("ingest-0")
    stored_orders.store(stack.database, count)
    return time.monotonic() - began
