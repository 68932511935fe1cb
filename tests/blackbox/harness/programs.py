"""Lunchrush's programs as the tests start them: the real binaries, with schedules of seconds instead of minutes."""

import os
import signal

import requests

from harness import places
from harness.process import Process


class Program:
    """One replica. Its ports stay its own when it is started again."""

    def __init__(self, kind, name, logs, settings):
        self.kind, self.name = kind, name
        self.port, self.admin_port = places.free_port(), places.free_port()
        self.process = Process(name, logs)
        upper = kind.upper()
        self.settings = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", f"LUNCHRUSH_{upper}_ADDRESS": "127.0.0.1", **settings,
                          f"LUNCHRUSH_{upper}_PORT": str(self.port),
                          f"LUNCHRUSH_{upper}_ADMIN_PORT": str(self.admin_port)}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin_url(self):
        return f"http://127.0.0.1:{self.admin_port}"

    def start(self, **changes):
        self.process.start([places.program(self.kind)], {**self.settings, **changes})
        self.process.await_answer(self.ready)

    def ready(self):
        return requests.get(f"{self.admin_url}/readyz", timeout=2).status_code == 200

    def kill(self):
        self.process.kill()

    def terminate(self):
        """SIGTERM: it drains. Its end is somebody else's to await."""
        self.process.send(signal.SIGTERM)

    def stop(self):
        status = self.process.stop()
        assert status in (None, 0), f"{self.name} ended with {status}\n{self.process.last_words()}"

    def restart(self):
        self.kill()
        self.start()

    def metric(self, name, **labels):
        """The sum of a metric's series that have these labels."""
        total = 0.0
        for line in requests.get(f"{self.admin_url}/metrics", timeout=5).text.splitlines():
            series, _, value = line.rpartition(" ")
            if series.split("{")[0] == name and all(f'{key}="{want}"' in series for key, want in labels.items()):
                total += float(value)
        return total


def shared_settings(postgres, redis, secret):
    return {"LUNCHRUSH_POSTGRES_URL": postgres.url, "LUNCHRUSH_REDIS_URL": redis.url,
            "LUNCHRUSH_ACCOUNT_KEY": secret.account_key, "LUNCHRUSH_LOG_LEVEL": "info",
            "LUNCHRUSH_QUERY_FIRST_MS": "1500", "LUNCHRUSH_QUERY_MOST_MS": "3000"}


def ingest_settings(secret, callbacks_url):
    return {"LUNCHRUSH_TOKEN_SECRET": secret.token_secret, "LUNCHRUSH_CALLBACKS_PUBLIC_URL": callbacks_url,
            "LUNCHRUSH_INGEST_GATEWAY_DEADLINE_MS": "1000", "LUNCHRUSH_INGEST_DRAIN_LINGER_MS": "500",
            "LUNCHRUSH_INGEST_DRAIN_GRACE_MS": "8000"}


def callbacks_settings():
    """Leases are longer than the calls they cover, as in production; everything is ten to thirty times faster."""
    milliseconds = {
        "QUERY_CODE": 300, "REFUND_QUERY_FIRST": 300, "REFUND_QUERY_MOST": 1000,
        "POLL_IDLE": 50, "EXPIRE_IDLE": 50, "REFUND_IDLE": 50, "GATEWAY": 1000, "POLL_LEASE": 2500, "RECONCILE_LEASE": 2500,
        "CODE_LIMIT": 3000, "FORGOTTEN": 3000, "REFUND_NOT_FOUND_WECHATPAY": 1000, "REFUND_NOT_FOUND_ALIPAY": 1000,
        "MATCH_FIRST": 1000, "HINT_EVERY": 300, "ACCOUNTS_EVERY": 500, "BACKLOG_EVERY": 500, "INVARIANTS_EVERY": 2000, "ACKNOWLEDGE": 2000}
    return {f"LUNCHRUSH_CALLBACKS_{name}_MS": str(value) for name, value in milliseconds.items()}


def simulator_settings(folder, accounts):
    """A scale of 60: WeChat Pay repeats a notification after 0.25 s, Alipay after 4 s."""
    return {"LUNCHRUSH_SIMULATOR_ACCOUNTS": str(accounts / "simulator.json"),
            "LUNCHRUSH_SIMULATOR_JOURNAL": str(folder.path / "simulator.journal"),
            "LUNCHRUSH_SIMULATOR_CLOCK_SCALE": "60", "LUNCHRUSH_SIMULATOR_REFUND_SPACING": "off"}
