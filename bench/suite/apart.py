"""Processors apart, as if the load came from another machine: the service, PostgreSQL and Redis on the first, the load on the
second. On one machine that is all there is to keep the load from being what is measured."""

import contextlib
import os

from suite.processes import Failed, tree_of


@contextlib.contextmanager
def service_apart(roots):
    """Pins the process trees of `roots` (as for Cost) to one processor; yields those that are left for the load."""
    all_of = sorted(os.sched_getaffinity(0))
    if len(all_of) < 2:
        raise Failed("there is only one processor")
    pids = [pid for some in roots.values() for root in some for pid in tree_of(root)]
    pin(pids, all_of[:1])
    try:
        yield all_of[1:2]
    finally:
        pin(pids, all_of)


def pin(pids, processors):
    """Every thread of them. What they start later inherits it."""
    for pid in pids:
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                os.sched_setaffinity(int(thread), processors)
        except (ProcessLookupError, FileNotFoundError):
            pass  # a backend that ended by itself
