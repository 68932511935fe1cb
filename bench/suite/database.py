"""The benchmark's databases: one made anew for every group of rows, so that no row pays for what another left behind."""

import psycopg2

from suite.processes import parent_of

SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
TOLD = [*SAFE, "shared_buffers", "min_wal_size", "max_wal_size", "checkpoint_timeout", "wal_compression", "autovacuum", "server_version"]


class Database:
    def __init__(self, server_url, name="bench"):
        self._server_url = server_url
        self._name = name
        self.url = f"{server_url.rpartition('/')[0]}/{name}"

    def make_anew(self):
        self.drop()
        self._on_server(f"CREATE DATABASE {self._name}")
        self._on_server("CHECKPOINT")

    def drop(self):
        self._on_server(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")

    def _on_server(self, statement):
        connection = psycopg2.connect(f"{self._server_url.rpartition('/')[0]}/postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def rows(self, statement, *values):
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def value(self, statement, *values):
        return self.rows(statement, *values)[0][0]

    def run_file(self, path):
        self.rows(path.read_text(encoding="utf-8"))

    def copy(self, table, columns, stream):
        connection = psycopg2.connect(self.url)
        with connection, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", stream)
        connection.close()

    def checkpoint(self):
        self.rows("CHECKPOINT")

    def fill_wal(self):
        """As on a server that has run for a day, files of the log are there to be written again: a new one is 16 MB of zeros
        that everybody's commit waits for."""
        kept = self.value("SELECT pg_size_bytes(current_setting('min_wal_size')) / pg_size_bytes(current_setting('wal_segment_size'))")
        if self.value("SELECT count(*) FROM pg_ls_waldir()") < kept:
            self.rows("SELECT pg_logical_emit_message(false, 'bench', 'full'), pg_switch_wal() FROM generate_series(1, %s)", kept)
        self.checkpoint()

    def settings(self):
        return {name: self.value("SELECT current_setting(%s)", name) for name in TOLD}

    def postmaster(self):
        connection = psycopg2.connect(self.url)
        try:
            return parent_of(connection.get_backend_pid())
        finally:
            connection.close()
