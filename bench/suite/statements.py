"""PostgreSQL's own account of which statement took its time (pg_stat_statements): LUNCHRUSH_BENCH_STATEMENTS=1 ./dev bench …

Keeping it costs PostgreSQL some percent and what it tells is elapsed time, waits for locks and for the other core included: such
a run shows where the time goes, not how fast it is."""

import re

from suite.settings import REPOSITORY

QUERIES = REPOSITORY / "services/postgres/queries"
TOLD_MAX = 12
LEAST_COMMON = 20  # letters, by which a statement is known
READ = "SELECT queryid, query, calls, total_exec_time * 1000, rows, shared_blks_hit, wal_bytes FROM pg_stat_statements "\
       "WHERE query NOT LIKE '%pg_stat_statements%'"


class Statements:
    """with Statements(database) as statements: …; statements.told(orders)"""

    def __init__(self, database):
        self._database = database
        self._before = {}
        self._spent = []

    def __enter__(self):
        self._database.rows("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        self._before = self._read()
        return self

    def __exit__(self, *_):
        spent = {}
        for key, (text, *after) in self._read().items():
            before = self._before.get(key, (text, *([0] * len(after))))[1:]
            name = self._name(text)
            so_far = spent.get(name, [0] * len(after))
            spent[name] = [so_many + now - then for so_many, now, then in zip(so_far, after, before)]
        self._spent = sorted(spent.items(), key=lambda item: -item[1][1])

    def _read(self):
        found = {}
        for key, text, *figures in self._database.rows(READ):
            so_far = found.get(key, (text, *([0] * len(figures))))[1:]
            found[key] = (text, *(so_many + float(figure) for so_many, figure in zip(so_far, figures)))
        return found

    @staticmethod
    def _name(text):
        """Of the file in queries/ that begins as the statement does: constants in it have become parameters."""
        text = re.sub(r"^WITH (?=-- A part)", "", text)
        if text.startswith("-- A part of the statement that family_changes.cc composes."):
            return "write_families"
        common, name = max((common_letters(text, file.read_text(encoding="utf-8")), file.stem) for file in QUERIES.glob("*.sql"))
        return name if common >= LEAST_COMMON else re.sub(r"\s+", " ", text)[:40]

    def told(self, pieces):
        """One line for each of the dearest statements."""
        lines = []
        for name, (calls, microseconds, rows, blocks, wal_bytes) in self._spent[:TOLD_MAX]:
            if calls:
                lines.append(f"PostgreSQL, {name}: {microseconds / pieces:.1f} µs a piece, {microseconds / calls:.0f} µs a call, "
                             f"{rows / calls:.1f} rows a call, {blocks / pieces:.1f} blocks and {wal_bytes / pieces:.0f} bytes of WAL a piece")
        return lines


def common_letters(one, other):
    return next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
