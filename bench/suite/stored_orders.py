"""Millions of old orders for COPY, in the form of one that ingest has just placed."""

import hashlib

from suite.own_schema import DIGESTS, created_at_of, is_digest, sample_tables

LINES_AT_ONCE = 2_000
ORDERS_PER_MILLISECOND = 100


class Lines:
    """Orders that are over: expired, their intents closed, nothing of them waits. A file for copy_expert()."""

    def __init__(self, sample, order_id, created_at, count):
        self._sample, self._order_id, self._count = sample, order_id, count
        self._created_ms = int(created_at.timestamp() * 1000)
        self.columns = [name for name, _ in sample.columns]
        self._varying = [(name, kind) for name, kind in sample.columns if self._varies(name, kind)]
        self._line = "\t".join("%s" if self._varies(*column) else self._same(column[0]) for column in sample.columns) + "\n"
        self._ready = b""
        self._next = 0

    def _varies(self, name, kind):
        return self._sample.row[name] is not None and (kind == "uuid" or (is_digest(name) and kind in DIGESTS))

    def _same(self, name):
        value = self._sample.row[name]
        if value is None:
            return "\\N"
        if name == "status":
            return "expired" if self._sample.name == "orders" else "closed"
        return value.replace("\\", "\\\\").replace("%", "%%")

    def _id(self, number, is_order):
        """UUIDv7 of a moment before the sample's, the store in its low 32 bits."""
        milliseconds = self._created_ms - (self._count - number) // ORDERS_PER_MILLISECOND - 1
        entropy = hashlib.blake2b(b"%d%d" % (is_order, number), digest_size=5).hexdigest()
        return f"{milliseconds:012x}7{entropy[:3]}8{entropy[3:]}{int(self._sample.row['store_id']):08x}"

    def _value(self, name, kind, number):
        if is_digest(name):
            digest = hashlib.sha256(b"%d" % number).hexdigest()
            return "\\\\x" + digest if kind == "bytea" else digest[:32]
        return self._id(number, self._sample.row[name] == self._order_id)

    def read(self, size):
        while len(self._ready) < size and self._next < self._count:
            until = min(self._next + LINES_AT_ONCE, self._count)
            self._ready += "".join(self._line % tuple(self._value(name, kind, number) for name, kind in self._varying)
                                   for number in range(self._next, until)).encode()
            self._next = until
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece


def store(database, count):
    """Needs one order placed by the service. Events of old orders were relayed long ago, so none are made."""
    order_id, samples = sample_tables(database)
    created_at = created_at_of(samples)
    for sample in samples:
        if sample.name == "outbox":
            continue
        lines = Lines(sample, order_id, created_at, count)
        database.copy(sample.name, lines.columns, lines)
    database.rows("VACUUM ANALYZE")
    database.checkpoint()
