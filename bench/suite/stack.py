"""Lunchrush itself: a fresh database, and the programs as in production: logs to files, metrics and checks on."""

import json
import os
import secrets
import subprocess
import urllib.parse

from suite.cost import Cost
from suite.database import Database
from suite.processes import READY_SECONDS_MAX, Failed, Process
from suite.settings import REPOSITORY
from suite.statements import Statements

WECHAT_ACCOUNT = "wechat-demo"
# The only limit that is raised: one device key carries the whole load.
DEVICE_RATE = "100000000"


class Stack:
    """with Stack(settings) as stack: … Ports: API of replica N at port + 2 N, callbacks + 20, simulator + 30."""

    def __init__(self, settings):
        self._settings = settings
        self._running = {}
        self.database = Database(settings.server_url)
        self._secrets = {"LUNCHRUSH_TOKEN_SECRET": secrets.token_hex(32), "LUNCHRUSH_ACCOUNT_KEY": secrets.token_hex(32)}
        self.seed = {}

    def __enter__(self):
        self.database.make_anew()
        self.redis("FLUSHALL")  # answers to orders that are no more
        self._migrate()
        return self

    def __exit__(self, *_):
        for process in reversed(list(self._running.values())):
            process.stop()

    @property
    def device_token(self):
        return self.seed["LUNCHRUSH_POS_KEY"]

    @property
    def staff_token(self):
        return self.seed["LUNCHRUSH_STAFF_KEY"]

    @property
    def simulator_accounts(self):
        return self._settings.folder / "accounts" / "simulator.json"

    def target(self, replica=0):
        return f"127.0.0.1:{self._settings.port + 2 * replica}"

    @property
    def callbacks_target(self):
        return f"127.0.0.1:{self._settings.port + 20}"

    def pids(self, *names):
        return [process.pid for name, process in self._running.items() if any(name.startswith(wanted) for wanted in names)]

    def roots(self, *names):
        """For Cost: the programs of those names, PostgreSQL and Redis."""
        wanted = {name: self.pids(name) for name in names}
        return {**wanted, "PostgreSQL": [self.database.postmaster()], "Redis": [self.redis_pid()]}

    def cost(self, *names):
        return Cost(self.roots(*names), Statements(self.database) if self._settings.statements else None)

    def redis_pid(self):
        said = self.redis("INFO", "server")
        return int(next(line.partition(":")[2] for line in said.splitlines() if line.startswith("process_id:")))

    def redis(self, *words):
        url = urllib.parse.urlsplit(self._settings.redis_url)
        done = subprocess.run(["redis-cli", "-h", url.hostname, "-p", str(url.port), *words], capture_output=True, text=True, check=False,
                              env={**os.environ, "REDISCLI_AUTH": url.password or ""})
        if done.returncode:
            raise Failed(f"redis-cli: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def _accounts(self):
        """Both ends of the demo accounts; the gateways' addresses are this stack's."""
        folder = self._settings.folder / "accounts"
        if not self.simulator_accounts.exists():
            subprocess.run([REPOSITORY / "deploy/local/make-accounts.sh", folder, "http://127.0.0.1"], check=True, capture_output=True)
        filter_file = REPOSITORY / "deploy/local/merchant-accounts.jq"
        imported = subprocess.run(
            ["jq", "--arg", "gateways", f"http://127.0.0.1:{self._settings.port + 30}", "--arg", "notify",
             f"http://{self.callbacks_target}", "-f", filter_file, folder / "accounts.json"], check=True, capture_output=True).stdout
        json.loads(imported)
        path = folder / "import.json"
        path.touch(mode=0o600)
        path.write_bytes(imported)
        return path

    def _migrate(self):
        done = subprocess.run(
            [self._settings.program("migrate"), "--seed", "--accounts", self._accounts()], capture_output=True, text=True, check=False,
            env={"PATH": os.environ["PATH"], "LUNCHRUSH_POSTGRES_URL": self.database.url, **self._secrets})
        if done.returncode:
            raise Failed(f"lunchrush-migrate: {(done.stderr.strip() or done.stdout.strip()).splitlines()[-1]}")
        self.seed = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    def _start(self, name, program, port, settings, under=(), ready_seconds=READY_SECONDS_MAX):
        prefix = f"LUNCHRUSH_{program.upper()}"
        log = self._settings.folder / "log" / f"{name}.log"
        log.unlink(missing_ok=True)
        process = Process(name, log, [*under, self._settings.program(program)], {
            f"{prefix}_ADDRESS": "127.0.0.1", f"{prefix}_PORT": str(port), f"{prefix}_ADMIN_PORT": str(port + 1),
            "LUNCHRUSH_LOG_LEVEL": "info", **settings})
        self._running[name] = process
        process.await_answer(f"http://127.0.0.1:{port + 1}/readyz", ready_seconds)

    def _stores(self):
        return {"LUNCHRUSH_POSTGRES_URL": self.database.url, "LUNCHRUSH_REDIS_URL": self._settings.redis_url}

    def start_ingest(self, replica=0, more=None, **how):
        self._start(f"ingest-{replica}", "ingest", self._settings.port + 2 * replica, {
            **self._stores(), **self._secrets, "LUNCHRUSH_INGEST_DEVICE_RATE": DEVICE_RATE,
            "LUNCHRUSH_CALLBACKS_PUBLIC_URL": f"http://{self.callbacks_target}", **(more or {})}, **how)

    def start_callbacks(self, more=None):
        self._start("callbacks", "callbacks", self._settings.port + 20, {
            **self._stores(), "LUNCHRUSH_ACCOUNT_KEY": self._secrets["LUNCHRUSH_ACCOUNT_KEY"], **(more or {})})

    def start_simulator(self):
        self._start("simulator", "simulator", self._settings.port + 30, {"LUNCHRUSH_SIMULATOR_ACCOUNTS": str(self.simulator_accounts)})

    def stop(self, name):
        self._running.pop(name).stop()
