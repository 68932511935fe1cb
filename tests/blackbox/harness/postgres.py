"""A PostgreSQL of the tests' own: loopback, its own port, fsync on, run as Debian's user postgres when we are root."""

import os
import secrets
import shutil
import signal
import subprocess

import psycopg2
import psycopg2.extras

from harness import places
from harness.process import Process

USER = "lunchrush"
SERVER_USER = "postgres"  # PostgreSQL refuses to run as root


class Postgres:
    def __init__(self, folder):
        self.port = places.free_port()
        self._password = secrets.token_hex(16)
        self._data = folder.path / "postgres"
        self._process = Process("postgres", folder.logs)
        self._connection = None

    @property
    def url(self):
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}/lunchrush"

    def create(self):
        self._data.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(self._data, SERVER_USER, SERVER_USER)
        password_file = self._data.parent / "password"
        password_file.touch(mode=0o644)
        password_file.write_text(self._password, encoding="ascii")
        become = ["setpriv", "--reuid", SERVER_USER, "--regid", SERVER_USER, "--init-groups", "--"]
        subprocess.run(
            [*(become if os.getuid() == 0 else []), places.postgres_programs() / "initdb", "--no-sync", "-D", self._data, "-U", USER,
             f"--pwfile={password_file}", "-A", "scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"],
            cwd="/", check=True, stdout=subprocess.DEVNULL)
        password_file.unlink()
        self.start()
        connection = psycopg2.connect(self._maintenance_url())
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE lunchrush")
        connection.close()

    def start(self):
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "on",
                    "synchronous_commit": "on", "max_connections": 200, "log_min_messages": "warning",
                    "log_error_verbosity": "terse"}  # else it shows the rows that it refuses
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process.start([places.postgres_programs() / "postgres", "-D", self._data, *options], as_user=SERVER_USER)
        self._process.await_answer(self._answers, seconds=60)

    def _answers(self):
        psycopg2.connect(self._maintenance_url(), connect_timeout=2).close()
        return True

    def _maintenance_url(self):
        return self.url.rpartition("/")[0] + "/postgres"

    def stop_at_once(self):
        """As pg_ctl -m immediate: no checkpoint, no goodbye, recovery at the next start."""
        self._forget_connection()
        self._process.stop(signal.SIGQUIT)

    def restart_at_once(self):
        self.stop_at_once()
        self.start()

    def alive(self):
        return self._process.alive()

    def log(self):
        return self._process.log.read_text(encoding="utf-8", errors="replace")

    def rows(self, statement, *values):
        """All rows as dictionaries. Connects anew after a restart."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg2.connect(self.url, connect_timeout=5)
            self._connection.autocommit = True
        with self._connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(statement, values)
            return [dict(row) for row in cursor] if cursor.description else []

    def value(self, statement, *values):
        return next(iter(self.rows(statement, *values)[0].values()))

    def _forget_connection(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None
