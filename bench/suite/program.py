"""./dev bench [full | ROW…]"""

import resource
import shlex
import sys
import time

from suite import report
from suite.bench_run import Run
from suite.database import Database
from suite.figure import Figure
from suite.processes import Failed
from suite.rows import (fairness, growth, guard, idle, instructions, lifecycle, notifications, orders, overload, reading, recovery, replays,
                        replicas, screens, single)
from suite.settings import Settings

# Name, what it measures, how, and whether it belongs to the few minutes of ./dev bench.
ROWS = [
    ("orders", "durable orders/s beside pgbench and Fastify; p99 at half the rate", orders.measure, True),
    ("replays", "repeated keys beside new ones", replays.measure, True),
    ("single", "one client beside the same INSERTs over libpq", single.measure, True),
    ("notifications", "WeChat Pay notifications verified and stored", notifications.measure, True),
    ("overload", "open loop at 5 × (full: 2, 5, 10 ×) the peak", overload.measure, True),
    ("fairness", "one store offers twice the peak: what becomes of the others", fairness.measure, True),
    ("reading", "reads of orders, menus with and without ETag", reading.measure, True),
    ("guard", "what the framing guard costs of an order", guard.measure, True),
    ("instructions", "instructions of ingest for an order, by callgrind", instructions.measure, False),
    ("replicas", "one, two and four front ends", replicas.measure, False),
    ("idle", "10,000 idle connections", idle.measure, False),
    ("lifecycle", "order to ticket on a screen", lifecycle.measure, False),
    ("recovery", "after PostgreSQL stood still for 10 s", recovery.measure, False),
    ("screens", "500 kitchen screens and 2,000 guests' pages", screens.measure, False),
    ("growth", "10 M orders stored (LUNCHRUSH_BENCH_STORED)", growth.measure, False),
]


def usage():
    lines = ["usage: ./dev bench [full | ROW…]", "", "without words: a few minutes; full: all rows, long. Rows:", ""]
    lines += [f"  {name:14} {what}{'' if quick else '  (full)'}" for name, what, _, quick in ROWS]
    lines += ["", "LUNCHRUSH_BENCH_ROUNDS and LUNCHRUSH_BENCH_SECONDS say how often and how long each sample is taken."]
    return "\n".join(lines)


def chosen(words):
    """What to measure, and whether in full. A row that was named is measured in full."""
    names = {name for name, *_ in ROWS}
    if words == ["full"]:
        return ROWS, True
    if not words:
        return [row for row in ROWS if row[3]], False
    for word in words:
        if word not in names:
            sys.exit(f"there is no row \"{word}\"\n\n{usage()}")
    return [row for row in ROWS if row[0] in words], True


def figures_of(row, run):
    """A row that cannot be measured says why; the others go on."""
    name, what, measure, _ = row
    try:
        return measure(run)
    except Failed as failure:
        return [Figure(f"{name}: {what}", "", failure=str(failure))]


def main(words):
    if words and words[0] in ("-h", "--help"):
        print(usage())
        return 0
    rows, full = chosen(words)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # thousands of connections, at both ends
    settings = Settings(full)
    run = Run(settings, report.Progress(), full)
    database = Database(settings.server_url)
    database.make_anew()
    database.fill_wal()
    facts = {**report.machine(), **{f"PostgreSQL {name}": value for name, value in database.settings().items()}}
    facts["rounds"] = f"{settings.rounds} of {settings.seconds} s each, ours and the peers in turn; the load runs on the same cores"
    facts["services"] = "as in production (logs to files, metrics, all checks); only LUNCHRUSH_INGEST_DEVICE_RATE is raised"
    print("\n".join(f"{name}: {value}" for name, value in facts.items()))
    began, figures = time.monotonic(), []
    for row in rows:
        figures += figures_of(row, run)
    run.progress.clear()
    print()
    report.print_table(figures)
    variables = f"LUNCHRUSH_BENCH_ROUNDS={settings.rounds} LUNCHRUSH_BENCH_SECONDS={settings.seconds}"
    path = report.write("-".join(words) or "bench", figures, facts, f"{variables} ./dev bench {shlex.join(words)}".rstrip())
    print(f"\n{time.monotonic() - began:.0f} s; every sample is in {path}")
    return 1 if any(figure.failure for figure in figures) else 0
