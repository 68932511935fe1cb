"""A PostgreSQL of the tests' own: loopback, its own port, fsync on, run as Debian's user postgres when we are root."""

import contextlib
import os
import pathlib
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
    def __init__(self, folder, name="postgres", password=None):
        self.port = places.free_port()
        self.password = password or secrets.token_hex(16)
        self.data = folder.path / name
        self.process = Process(name, folder.logs)
        self._connection = None

    @property
    def url(self):
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/lunchrush"

    def create(self):
        self.make_folder()
        password_file = self.data.parent / "password"
        password_file.touch(mode=0o644)
        password_file.write_text(self.password, encoding="ascii")
        self.run("initdb", "--no-sync", "-D", self.data, "-U", USER, f"--pwfile={password_file}", "-A", "scram-sha-256",
                 "--encoding=UTF8", "--locale=C.UTF-8")
        password_file.unlink()
        self.start()
        connection = psycopg2.connect(self.maintenance_url())
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE lunchrush")
        connection.close()

    def make_folder(self):
        self.data.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(self.data, SERVER_USER, SERVER_USER)

    def run(self, program, *arguments, **environment):
        """One of PostgreSQL's own programs, as the server's user."""
        become = ["setpriv", "--reuid", SERVER_USER, "--regid", SERVER_USER, "--init-groups", "--"] if os.getuid() == 0 else []
        subprocess.run([*become, places.postgres_programs() / program, *arguments], cwd="/", check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, **environment})

    def start(self):
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "on",
                    "synchronous_commit": "on", "max_connections": 200, "log_min_messages": "warning",
                    "log_error_verbosity": "terse"}  # else it shows the rows that it refuses
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process.start([places.postgres_programs() / "postgres", "-D", self.data, *options], as_user=SERVER_USER)
        self.process.await_answer(self._answers, seconds=60)

    def _answers(self):
        psycopg2.connect(self.maintenance_url(), connect_timeout=2).close()
        return True

    def maintenance_url(self):
        return self.url.rpartition("/")[0] + "/postgres"

    def stop_at_once(self):
        """As pg_ctl -m immediate: no checkpoint, no goodbye, recovery at the next start."""
        self.forget_connection()
        self.process.stop(signal.SIGQUIT)

    def restart_at_once(self):
        self.stop_at_once()
        self.start()

    def processes(self):
        """Its pids, the first one first: children of PostgreSQL are direct children."""
        pid = self.process.pid
        return [pid, *map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]

    def signal_all(self, number):
        for pid in self.processes():
            os.kill(pid, number)

    @contextlib.contextmanager
    def frozen(self):
        """Nothing is lost and nothing answers, as long as the block lasts."""
        self.signal_all(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal_all(signal.SIGCONT)

    def alive(self):
        return self.process.alive()

    def log(self):
        return self.process.log.read_text(encoding="utf-8", errors="replace")

    def rows(self, statement, *values):
        """All rows as dictionaries. Connects anew after a restart, also one that was not ours."""
        fresh = self._connection is None or self._connection.closed
        if fresh:
            self._connection = psycopg2.connect(self.url, connect_timeout=5)
            self._connection.autocommit = True
        try:
            with self._connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                cursor.execute(statement, values)
                return [dict(row) for row in cursor] if cursor.description else []
        except psycopg2.OperationalError:
            if fresh or not self._connection.closed:
                raise
            return self.rows(statement, *values)

    def value(self, statement, *values):
        return next(iter(self.rows(statement, *values)[0].values()))

    def forget_connection(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None
