"""Who used the processors during a sample."""

from suite.processes import processor_seconds


class Cost:
    """with Cost({"ingest": [pid], "PostgreSQL": [pid]}) as cost: …; cost.per_piece(orders, generator_seconds)"""

    def __init__(self, roots, statements=None):
        self._roots = roots
        self._statements = statements
        self._before = {}
        self.seconds = {}

    def __enter__(self):
        if self._statements:
            self._statements.__enter__()
        self._before = self._read()
        return self

    def __exit__(self, *failure):
        after = self._read()
        self.seconds = {name: after[name] - self._before[name] for name in after}
        if self._statements:
            self._statements.__exit__(*failure)

    def by_statement(self, pieces):
        """Lines about PostgreSQL's statements, when they were asked for (statements.py)."""
        return self._statements.told(max(pieces, 1)) if self._statements else []

    def _read(self):
        return {name: sum(processor_seconds(pid) for pid in pids) for name, pids in self._roots.items()}

    def per_piece(self, pieces, generator_seconds=0.0):
        """Microseconds for each piece, by name."""
        all_seconds = {**self.seconds, "load": generator_seconds}
        return {name: seconds * 1e6 / max(pieces, 1) for name, seconds in all_seconds.items()}


def told(splits):
    """The medians over the samples, as words."""
    if not splits:
        return ""
    parts = []
    for name in splits[0]:
        values = sorted(split[name] for split in splits)
        parts.append(f"{name} {values[len(values) // 2]:.0f}")
    return "µs: " + ", ".join(parts)
