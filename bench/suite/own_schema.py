"""The rows of one order as the service itself wrote them, turned into INSERTs for pgbench.

Written from what the tables are when it runs: columns, types and values come from an order that ingest has just placed,
alone, so that these statements keep up with the migrations."""

import datetime
import re

from suite.processes import Failed

# Per client a counter in the place of the milliseconds: ids grow, as UUIDv7 does. `n` begins at 0 in every client.
VARIABLES = "\\set n :n + 1\n\\set random random(1, 9000000000000000)\n"
ORDER_ID = "(lpad(to_hex({start}::bigint + :n::bigint), 12, '0') || '7' || lpad(to_hex(:random::bigint % 4095), 3, '0') || '8' || " \
           "lpad(to_hex(:random::bigint % 268435455), 7, '0') || lpad(to_hex({store}), 8, '0'))::uuid"
DIGESTS = {"bytea": "sha256((:random::text || '-' || :n::text)::bytea)", "uuid": "md5(:random::text || '-' || :n::text)::uuid"}


class SampleTable:
    def __init__(self, database, table, order_id):
        self.name = table
        self.columns = database.rows(
            "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
            "WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = '' "
            "ORDER BY a.attnum", table)
        names = [name for name, _ in self.columns]
        self.row = None
        if not names:
            return
        belongs = "order_id" if "order_id" in names else "id" if table == "orders" else None
        where = f"WHERE {belongs} = %s" if belongs else f"WHERE {table}::text LIKE '%%' || %s || '%%'"
        texts = ", ".join(f'"{name}"::text' for name in names)
        rows = database.rows(f"SELECT {texts} FROM {table} {where} LIMIT 1", order_id)
        self.row = dict(zip(names, rows[0])) if rows else None


def sample_tables(database):
    """All tables that hold a row of the newest order, `orders` first. An outbox need not name the order."""
    order_id = database.value("SELECT id::text FROM orders ORDER BY created_at DESC LIMIT 1")
    tables = database.rows(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND NOT c.relispartition AND (c.relname IN ('orders', 'outbox') OR EXISTS (SELECT FROM pg_attribute a "
        "WHERE a.attrelid = c.oid AND a.attname = 'order_id')) ORDER BY c.relname <> 'orders', c.relname = 'outbox', c.relname")
    samples = [SampleTable(database, table, order_id) for [table] in tables]
    return order_id, [sample for sample in samples if sample.row]


def created_at_of(samples):
    return datetime.datetime.fromisoformat(samples[0].row["created_at"])


def quoted(text, kind):
    """pgbench takes :name for a variable even within quotes, so a colon is followed by a seam."""
    return "('" + re.sub(r":(?=\w)", ":' || '", text.replace("'", "''")) + f"')::{kind}"


def is_digest(name):
    """Of the key: random, unlike ids, which grow."""
    return "digest" in name


def expression(sample, name, kind, order_id, created_at):
    """What pgbench writes into that column."""
    value = sample.row[name]
    start = int(created_at.timestamp() * 1000)
    if value is None:
        return "NULL"
    if is_digest(name) and kind in DIGESTS:
        return DIGESTS[kind]
    if kind == "uuid[]":
        return f"ARRAY[{ORDER_ID.format(start=start, store=sample.row['store_id'])}]"
    if kind == "uuid":
        own = ORDER_ID.format(start=start, store=sample.row["store_id"])
        return own if value == order_id else own.replace("|| '8' ||", "|| '9' ||")
    if kind.startswith("timestamp"):
        seconds = round((datetime.datetime.fromisoformat(value) - created_at).total_seconds())
        return f"now() + interval '{seconds} s'"
    return quoted(value, kind)


def insert(sample, order_id, created_at):
    names = ", ".join(f'"{name}"' for name, _ in sample.columns)
    values = ", ".join(expression(sample, name, kind, order_id, created_at) for name, kind in sample.columns)
    return f"INSERT INTO {sample.name} ({names}) VALUES ({values})"


def look_at_key(samples):
    """Whether the key is new, wherever it is kept."""
    keepers = [(sample, name, kind) for sample in samples for name, kind in sample.columns if is_digest(name) and kind in DIGESTS]
    if not keepers:
        raise Failed("no table of an order keeps a digest of its key any more: bench/suite/own_schema.py has to learn where the key is")
    sample, name, kind = keepers[0]
    return f"SELECT 1 FROM {sample.name} WHERE store_id = {sample.row['store_id']} AND {name} = {DIGESTS[kind]}"


def write_scripts(database, folder):
    """Two scripts: a transaction of the look at the key and the inserts, and all of them as one statement."""
    order_id, samples = sample_tables(database)
    created_at = created_at_of(samples)
    inserts = [insert(sample, order_id, created_at) for sample in samples]
    look = look_at_key(samples)
    several = folder / "own-four-statements.sql"
    several.write_text(VARIABLES + "BEGIN;\n" + ";\n".join([look, *inserts]) + ";\nCOMMIT;\n", encoding="utf-8")
    parts = ",\n".join(f"part_{place} AS ({statement})" for place, statement in enumerate(inserts[:-1]))
    single = folder / "own-one-statement.sql"
    single.write_text(VARIABLES + f"WITH {parts}\n{inserts[-1]};\n", encoding="utf-8")
    return {"own tables, four statements": several, "own tables, one statement": single}
