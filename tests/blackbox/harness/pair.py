"""A primary and its synchronous standby: two servers under one URL, as a failover manager would keep them. What a test
does to them (lose, freeze, promote) is undone by `start`, which makes a whole pair of what is left."""

import pathlib
import shutil
import signal

import psycopg2

from harness.postgres import USER, Postgres
from harness.process import Process
from harness.waiting import until

STANDBY = "standby"


class Server(Postgres):
    """One of the two."""

    def follow(self, primary):
        """Becomes a fresh copy of `primary`, and streams from it."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.make_folder()
        source = f"host=127.0.0.1 port={primary.port} user={USER} application_name={STANDBY}"
        self.run("pg_basebackup", "--no-sync", "-c", "fast", "-X", "stream", "-R", "-D", self.data,
                 "-d", source, PGPASSWORD=self.password)
        self.start()

    def asked(self, statement, *values):
        """Of this very server, whatever its role."""
        connection = psycopg2.connect(self.url, connect_timeout=5)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def stop_at_once(self):
        """As the loss of its machine: nobody says goodbye, and what lies in its sockets is gone."""
        self.forget_connection()
        if self.alive():
            pids = self.processes()
            self.signal_all(signal.SIGKILL)
            self.process.ended()
            until(lambda: not any(map(lives, pids)), "none of them holds its shared memory")
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def lives(pid):
    try:
        return "State:\tZ" not in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return False


class Pair:
    def __init__(self, folder):
        self.primary = Server(folder, "postgres-1")
        self.standby = Server(folder, "postgres-2", self.primary.password)
        self._whole = False

    @property
    def url(self):
        """Both, as programs and operators name them: who takes writes is found by asking."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in sorted([self.primary.port, self.standby.port]))
        return f"postgresql://{USER}:{self.primary.password}@{hosts}/lunchrush"

    def create(self):
        self.primary.create()
        self._add_standby()

    def _add_standby(self):
        self.standby.follow(self.primary)
        self.primary.asked(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
        self.primary.asked("SELECT pg_reload_conf()")
        until(self.in_step, "the standby is synchronous")
        self._whole = True

    def in_step(self):
        return self.primary.asked("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'")

    def rows(self, statement, *values):
        return self.primary.rows(statement, *values)

    def value(self, statement, *values):
        return self.primary.value(statement, *values)

    def alive(self):
        return self._whole and self.primary.alive() and self.standby.alive()

    def start(self):
        """A whole pair of what is left: the primary as it is, and a new standby."""
        self.standby.stop_at_once()
        if not self.primary.alive():
            self.primary.start()
        self.primary.asked("ALTER SYSTEM RESET synchronous_standby_names")
        self.primary.asked("SELECT pg_reload_conf()")
        self._add_standby()

    def stop_at_once(self):
        self.standby.stop_at_once()
        self.primary.stop_at_once()

    def lose_standby(self):
        self._whole = False
        self.standby.stop_at_once()

    def return_standby(self):
        self.standby.start()
        until(self.in_step, "the standby is synchronous again")
        self._whole = True

    def freeze_standby(self):
        """Its connections stay, its answers do not come."""
        self._whole = False
        self.standby.signal_all(signal.SIGSTOP)

    def thaw_standby(self):
        self.standby.signal_all(signal.SIGCONT)
        self._whole = True

    def restart_primary(self):
        """Without asking for its standby: what waited for it is there afterwards, and not replicated."""
        self.primary.stop_at_once()
        self.primary.start()

    def fail_over(self):
        """The primary is lost, and the standby as it was when it was last heard takes over, alone."""
        self._whole = False
        self.primary.stop_at_once()
        self.primary, self.standby = self.standby, self.primary
        if not self.primary.alive():
            self.primary.start()
        # Not waiting there: what it has still to replay may end any statement that takes its time.
        self.primary.asked("SELECT pg_promote(wait => false)")
        until(lambda: self.primary.asked("SELECT pg_is_in_recovery()") == [(False,)], "the standby is promoted")
        # It takes part in nobody's rule any more until it has a standby of its own.
        self.primary.asked("ALTER SYSTEM RESET synchronous_standby_names")
        self.primary.asked("SELECT pg_reload_conf()")

    def waiting(self, *programs):
        """The backends of the programs' lanes and pools that wait for the standby in their COMMIT."""
        return [pid for pid, in self.primary.asked(
            "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = ANY(%s) ORDER BY pid",
            [f"lunchrush-{program}" for program in programs or ("ingest", "callbacks")])]
